/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * PCM in UDP packets, for udp-receiver.c and udp-sender.c: what a packet is, and in which order
 * they are played.
 */
#ifndef UDP_H
#define UDP_H

#include <stdbool.h>
#include <stdint.h>

#define UDP_MAGIC	0x4d585550	/* "MXUP" */
#define UDP_FRAMES	240		/* of a packet: 5 ms at 48 kHz */
#define UDP_BYTES_MAX	1400		/* what passes everywhere in one piece */

/* In network order; frames are behind it, S16_LE. A packet without any ends the stream. */
struct udp_header {
	uint32_t magic, sequence;
};

/*
 * Packets that come out of order are put in order again, as long as it is by less than WINDOW.
 * What is missing when a packet comes that is so much farther is lost: it is left out, and counted.
 * If it comes all the same it is too late, and dropped.
 */
#define UDP_WINDOW	8

/* Who is so far away belongs to a sender that was started anew. */
#define UDP_FAR		1000

/**
 * struct udp_order - which packets are there
 * @next: number of the one that is to be played next
 * @begun: there was one
 * @held: of each of the next ones, by its number % UDP_WINDOW
 */
struct udp_order {
	uint32_t next;
	bool begun, held[UDP_WINDOW];
	uint64_t lost, late, twice;
};

/* How far a number is before (> 0) or behind the next one; numbers wrap around. */
static inline int32_t udp_ahead(const struct udp_order *order, uint32_t sequence)
{
	return (int32_t)(sequence - order->next);
}

/* Numbers begin at 0: of the very first packets, too, one may have overtaken others. */
static inline void udp_begin(struct udp_order *order, uint32_t sequence)
{
	const int32_t ahead = udp_ahead(order, sequence);

	if (order->begun && ahead > -UDP_FAR && ahead < UDP_FAR)
		return;
	*order = (struct udp_order){ .next = sequence < UDP_WINDOW ? 0 : sequence, .begun = true,
				     .lost = order->lost, .late = order->late,
				     .twice = order->twice };
}

/* A packet came that is not to be played any more. */
static inline bool udp_is_useless(struct udp_order *order, uint32_t sequence)
{
	const int32_t ahead = udp_ahead(order, sequence);
	const bool twice = ahead >= 0 && ahead < UDP_WINDOW && order->held[sequence % UDP_WINDOW];

	order->late += ahead < 0;
	order->twice += twice;
	return ahead < 0 || twice;
}

/* Is there room for it? Otherwise the next one has to go first. */
static inline bool udp_fits(const struct udp_order *order, uint32_t sequence)
{
	return udp_ahead(order, sequence) < UDP_WINDOW;
}

/* Where a packet is kept until it is its turn. */
static inline uint32_t udp_hold(struct udp_order *order, uint32_t sequence)
{
	order->held[sequence % UDP_WINDOW] = true;
	return sequence % UDP_WINDOW;
}

/* Is it the next one's turn, and is it there? */
static inline bool udp_is_ready(const struct udp_order *order)
{
	return order->held[order->next % UDP_WINDOW];
}

/* Where the next one is kept, which has its turn now; -1: it is lost. */
static inline int udp_take(struct udp_order *order)
{
	const uint32_t at = order->next++ % UDP_WINDOW;
	const bool held = order->held[at];

	order->held[at] = false;
	order->lost += !held;
	return held ? (int)at : -1;
}

#endif /* UDP_H */
