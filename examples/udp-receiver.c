// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * udp-receiver PORT [RATE [CHANNELS]]: what comes by UDP is an input, whose clock is the network.
 *
 * Each packet makes its frames go by, whenever it comes: nothing is resampled and nothing guessed.
 * The input is patient, so that without packets nothing moves, and recorders wait. udp.h tells what
 * happens to packets that are lost or out of order. Ends with a packet that has no frames.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <mixcore/mixcore.h>
#include <sound/asound.h>

#include "udp.h"

struct packet {
	struct udp_header header;
	char samples[UDP_BYTES_MAX - sizeof(struct udp_header)];
	uint32_t frames;
};

struct receiver {
	int socket;
	struct mixcore_endpoint *endpoint;
	uint32_t frame_bytes;
	struct udp_order order;
	struct packet held[UDP_WINDOW];
	uint64_t packets, frames;
};

static int open_input(struct receiver *receiver, struct mixcore *ctx, uint32_t rate,
		      uint32_t channels)
{
	struct mixcore_endpoint_create create = MIXCORE_INIT(mixcore_endpoint_create);
	int err;

	create.flags = MIXCORE_ENDPOINT_F_INPUT | MIXCORE_ENDPOINT_F_PATIENT;
	create.rate = rate;
	create.channels = channels;
	create.format = (uint32_t)SNDRV_PCM_FORMAT_S16_LE;
	strcpy(create.name, "udp");
	mixcore_cause_set(&create.cause, 0, "example: udp-receiver");
	err = mixcore_endpoint_open(&receiver->endpoint, ctx, &create);
	receiver->frame_bytes = 2 * channels;
	if (!err)
		printf("input %u (endpoint %s), %u Hz, %u channels\n", create.id, create.name, rate,
		       channels);
	fflush(stdout);
	return err;
}

static int open_socket(struct receiver *receiver, unsigned int port)
{
	const struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };

	receiver->socket = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (receiver->socket < 0 ||
	    bind(receiver->socket, (const struct sockaddr *)&address, sizeof(address)))
		return -errno;
	return 0;
}

/* Time goes by. Packets that come too fast wait in the socket meanwhile. */
static int play(struct receiver *receiver, const char *samples, uint32_t frames)
{
	while (frames) {
		ssize_t done = mixcore_endpoint_write(receiver->endpoint, samples, frames);

		if (done == -EAGAIN)
			done = poll(NULL, 0, 5);
		if (done < 0)
			return done;
		samples += done * receiver->frame_bytes;
		frames -= done;
		receiver->frames += done;
	}
	return 0;
}

/* The next packet in order; one that is lost is left out. */
static int play_next(struct receiver *receiver)
{
	int at = udp_take(&receiver->order);

	return at < 0 ? 0 : play(receiver, receiver->held[at].samples, receiver->held[at].frames);
}

/* Has the next one to go now, be it there or not? For want of room, or as this is the end. */
static bool has_to_go_on(const struct udp_order *order, uint32_t sequence, uint32_t frames)
{
	return !udp_fits(order, sequence) || (!frames && udp_ahead(order, sequence));
}

/* A packet has come: all that it makes possible is played. Without frames, all that is there. */
static int take(struct receiver *receiver, const struct packet *packet)
{
	struct udp_order *order = &receiver->order;
	const uint32_t sequence = ntohl(packet->header.sequence);
	int err = 0;

	udp_begin(order, sequence);
	if (udp_is_useless(order, sequence))
		return 0;
	while (!err && has_to_go_on(order, sequence, packet->frames))
		err = play_next(receiver);
	if (packet->frames)
		receiver->held[udp_hold(order, sequence)] = *packet;
	while (!err && udp_is_ready(order))
		err = play_next(receiver);
	return err;
}

/* 1: here is one; 0: it is none of ours. */
static int receive(struct receiver *receiver, struct packet *packet)
{
	ssize_t size = recv(receiver->socket, packet, UDP_BYTES_MAX, 0);

	if (size < 0)
		return errno == EINTR ? 0 : -errno;
	if (size < (ssize_t)sizeof(packet->header) || packet->header.magic != htonl(UDP_MAGIC))
		return 0;
	packet->frames = (size - sizeof(packet->header)) / receiver->frame_bytes;
	return 1;
}

static int run(struct receiver *receiver)
{
	struct packet packet = { .frames = 1 };
	int ret;

	for (;;) {
		ret = receive(receiver, &packet);
		if (ret > 0) {
			receiver->packets++;
			ret = take(receiver, &packet);
			if (!ret && !packet.frames)
				return 0;
		}
		if (ret < 0)
			return ret;
	}
}

/* The kernel takes whole cycles: silence pushes out what is left of one. */
static int push_out(struct receiver *receiver)
{
	static const char silence[MIXCORE_CYCLE_DEFAULT * 2 * MIXCORE_CHANNELS_MAX];

	return play(receiver, silence, MIXCORE_CYCLE_DEFAULT);
}

int main(int argc, char **argv)
{
	static struct receiver receiver;
	struct mixcore *ctx;
	int err;

	if (argc < 2 || argc > 4) {
		fprintf(stderr, "usage: udp-receiver PORT [RATE [CHANNELS]]\n");
		return 2;
	}
	err = mixcore_open(&ctx, 0);
	if (err) {
		fprintf(stderr, "%s\n", mixcore_error_text(MIXCORE_CALL_OPEN, err));
		return 1;
	}
	err = open_socket(&receiver, strtoul(argv[1], NULL, 10));
	if (err) {
		fprintf(stderr, "port %s: %s\n", argv[1], strerror(-err));
		return 1;
	}
	err = open_input(&receiver, ctx, argc > 2 ? strtoul(argv[2], NULL, 10) : 48000,
			 argc > 3 ? strtoul(argv[3], NULL, 10) : 2);
	if (err) {
		fprintf(stderr, "%s\n", mixcore_error_text(MIXCORE_CALL_ENDPOINT_CREATE, err));
		return 1;
	}
	err = run(&receiver);
	if (!err)
		err = push_out(&receiver);
	if (err)
		fprintf(stderr, "%s\n", mixcore_error_text(MIXCORE_CALL_ENDPOINT_TRIGGER, err));
	printf("%lu packets, %lu frames; %lu lost, %lu late, %lu twice\n",
	       (unsigned long)receiver.packets, (unsigned long)receiver.frames,
	       (unsigned long)receiver.order.lost, (unsigned long)receiver.order.late,
	       (unsigned long)receiver.order.twice);
	mixcore_endpoint_close(receiver.endpoint);
	mixcore_close(ctx);
	return err ? 1 : 0;
}
