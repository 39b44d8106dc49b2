// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * udp-sender [--jitter MS] [--loss PERCENT] [--seed N] [--sent FILE] ADDRESS PORT FILE [RATE
 * [CHANNELS]]: send raw S16_LE to udp-receiver in real time, as a bad network would deliver it.
 *
 * Each packet is late by up to MS, so that some overtake others, and PERCENT of them are never
 * sent: their numbers are printed. The same seed does the same. --sent: FILE gets what was sent, in
 * order.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "udp.h"

#define SECOND_NS	1000000000ULL
#define MS_NS		1000000ULL

/* Numbers, text; in the order of their names. */
enum { JITTER, LOSS, SEED, SENT, OPTIONS };
static const char *const names[OPTIONS] = { "--jitter", "--loss", "--seed", "--sent" };

struct packet {
	uint32_t sequence;
	uint64_t due_ns;
};

struct sender {
	int socket;
	uint64_t jitter_ms, loss, random;
	uint32_t rate, frame_bytes;
	FILE *sent;
	char *samples;
	size_t size;
};

static int read_file(struct sender *sender, const char *name)
{
	FILE *file = fopen(name, "rb");
	long size = -1;

	if (!file)
		return -errno;
	if (!fseek(file, 0, SEEK_END))
		size = ftell(file);
	if (size > 0) {
		rewind(file);
		sender->samples = malloc(size);
	}
	if (sender->samples)
		sender->size = fread(sender->samples, 1, size, file);
	fclose(file);
	return sender->size ? 0 : -EIO;
}

/* xorshift: the same on every machine. Up to so much. */
static uint64_t chance(struct sender *sender, uint64_t most)
{
	sender->random ^= sender->random << 13;
	sender->random ^= sender->random >> 7;
	sender->random ^= sender->random << 17;
	return sender->random % (most + 1);
}

static size_t bytes_of(const struct sender *sender, uint32_t sequence, const char **bytes)
{
	const size_t whole = (size_t)UDP_FRAMES * sender->frame_bytes, at = sequence * whole;

	*bytes = sender->samples + at;
	return sender->size - at < whole ? sender->size - at : whole;
}

/* When nobody listens that is no error: packets are lost then, too. */
static int send_packet(const struct sender *sender, uint32_t sequence, const char *bytes,
		       size_t size)
{
	char packet[UDP_BYTES_MAX];
	const struct udp_header header = { htonl(UDP_MAGIC), htonl(sequence) };

	memcpy(packet, &header, sizeof(header));
	if (size)
		memcpy(packet + sizeof(header), bytes, size);
	if (send(sender->socket, packet, sizeof(header) + size, 0) < 0 && errno != ECONNREFUSED)
		return -errno;
	return 0;
}

/* Which packets are sent, and when, counted from the beginning. Returns how many. */
static uint32_t plan(struct sender *sender, struct packet *packets, uint32_t count)
{
	uint32_t sent = 0;
	const char *bytes;

	for (uint32_t i = 0; i < count; i++) {
		const uint64_t late_ns = chance(sender, sender->jitter_ms * MS_NS);
		const size_t size = bytes_of(sender, i, &bytes);

		if (chance(sender, 99) < sender->loss) {
			printf("dropped %u\n", i);
			continue;
		}
		packets[sent].sequence = i;
		packets[sent++].due_ns = i * UDP_FRAMES * SECOND_NS / sender->rate + late_ns;
		if (sender->sent)
			fwrite(bytes, 1, size, sender->sent);
	}
	return sent;
}

static int by_time(const void *one, const void *other)
{
	const struct packet *a = one, *b = other;

	if (a->due_ns != b->due_ns)
		return a->due_ns < b->due_ns ? -1 : 1;
	return a->sequence < b->sequence ? -1 : 1;
}

static void wait_until(const struct timespec *begin, uint64_t ns)
{
	struct timespec until = *begin;

	ns += until.tv_nsec;
	until.tv_sec += ns / SECOND_NS;
	until.tv_nsec = ns % SECOND_NS;
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
		;
}

static int send_all(const struct sender *sender, const struct packet *packets, uint32_t count)
{
	struct timespec begin;
	const char *bytes;
	int err = 0;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (uint32_t i = 0; i < count && !err; i++) {
		size_t size = bytes_of(sender, packets[i].sequence, &bytes);

		wait_until(&begin, packets[i].due_ns);
		err = send_packet(sender, packets[i].sequence, bytes, size);
	}
	return err;
}

static int run(struct sender *sender)
{
	const size_t bytes = (size_t)UDP_FRAMES * sender->frame_bytes;
	const uint32_t count = (sender->size + bytes - 1) / bytes;
	struct packet *packets = calloc(count, sizeof(*packets));
	uint32_t sent;
	int err;

	if (!packets)
		return -ENOMEM;
	sent = plan(sender, packets, count);
	fflush(stdout);
	qsort(packets, sent, sizeof(*packets), by_time);
	err = send_all(sender, packets, sent);
	if (!err)
		err = send_packet(sender, count, NULL, 0);
	free(packets);
	if (!err)
		printf("%u of %u packets sent\n", sent, count);
	return err;
}

static int open_socket(struct sender *sender, const char *where, const char *port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_port = htons(strtoul(port, NULL, 10)),
	};

	if (!inet_aton(where, &address.sin_addr))
		return -EINVAL;
	sender->socket = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (sender->socket < 0 ||
	    connect(sender->socket, (const struct sockaddr *)&address, sizeof(address)))
		return -errno;
	return 0;
}

/* Takes options out of the words; returns how many are left, or 0: there is one that is unknown. */
static int take_options(int argc, char **argv, const char **values)
{
	int left = 1;

	for (int i = 1; i < argc; i++) {
		int option = 0;

		if (strncmp(argv[i], "--", 2)) {
			argv[left++] = argv[i];
			continue;
		}
		while (option < OPTIONS && strcmp(argv[i], names[option]))
			option++;
		if (option == OPTIONS || ++i == argc)
			return 0;
		values[option] = argv[i];
	}
	return left;
}

static uint64_t number(const char *text)
{
	return text ? strtoull(text, NULL, 10) : 0;
}

int main(int argc, char **argv)
{
	const char *values[OPTIONS] = { 0 };
	struct sender sender = { 0 };
	int err;

	argc = take_options(argc, argv, values);
	if (argc < 4 || argc > 6) {
		fprintf(stderr, "usage: udp-sender [--jitter MS] [--loss PERCENT] [--seed N] "
			"[--sent FILE] ADDRESS PORT FILE [RATE [CHANNELS]]\n");
		return 2;
	}
	sender.jitter_ms = number(values[JITTER]);
	sender.loss = number(values[LOSS]);
	/* xorshift never leaves 0. */
	sender.random = (number(values[SEED]) + 1) * 0x9e3779b97f4a7c15ULL;
	sender.rate = argc > 4 ? number(argv[4]) : 48000;
	sender.frame_bytes = 2 * (argc > 5 ? number(argv[5]) : 2);
	if (!sender.rate || !sender.frame_bytes ||
	    sender.frame_bytes * UDP_FRAMES + sizeof(struct udp_header) > UDP_BYTES_MAX) {
		fprintf(stderr, "1 or 2 channels, and a rate\n");
		return 2;
	}
	sender.sent = values[SENT] ? fopen(values[SENT], "wb") : NULL;
	err = values[SENT] && !sender.sent ? -errno : read_file(&sender, argv[3]);
	if (!err)
		err = open_socket(&sender, argv[1], argv[2]);
	if (!err)
		err = run(&sender);
	if (sender.sent && fclose(sender.sent) && !err)
		err = -errno;
	if (err)
		fprintf(stderr, "udp-sender: %s\n", strerror(-err));
	free(sender.samples);
	return err ? 1 : 0;
}
