// SPDX-License-Identifier: LGPL-2.1-or-later
/* In which order packets are played. */
#include "test.h"

#include "udp.h"

/* What is played of packets that come in this order, as text: "0 1 x 3": x is lost. */
static const char *played(struct udp_order *order, const uint32_t *sequences, size_t count)
{
	static char text[512];
	size_t used = 0;

	*text = '\0';
	for (size_t i = 0; i < count; i++) {
		udp_begin(order, sequences[i]);
		if (udp_is_useless(order, sequences[i]))
			continue;
		while (!udp_fits(order, sequences[i]) || udp_is_ready(order)) {
			const uint32_t next = order->next;

			used += snprintf(text + used, sizeof(text) - used,
					 udp_take(order) < 0 ? "x " : "%u ", next);
		}
		udp_hold(order, sequences[i]);
		while (udp_is_ready(order)) {
			used += snprintf(text + used, sizeof(text) - used, "%u ", order->next);
			udp_take(order);
		}
	}
	return text;
}

#define PLAYED(order, ...) \
	played(&(order), (const uint32_t[]){ __VA_ARGS__ }, \
	       sizeof((const uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t))

static void order_is_kept_and_restored(void)
{
	struct udp_order order = { 0 };

	CHECK_STR(PLAYED(order, 0, 1, 2), "0 1 2 ");
	CHECK_STR(PLAYED(order, 4, 5, 3, 6), "3 4 5 6 ");
	CHECK_STR(PLAYED(order, 14, 13, 12, 11, 10, 9, 8, 7), "7 8 9 10 11 12 13 14 ");
	CHECK_INT(order.lost + order.late + order.twice, 0);
}

static void the_first_may_be_overtaken(void)
{
	struct udp_order order = { 0 }, joined = { 0 };

	CHECK_STR(PLAYED(order, 2, 0, 1), "0 1 2 ");
	CHECK_STR(PLAYED(joined, 70, 71, 69), "70 71 ");
	CHECK_INT(joined.late, 1);
	CHECK_INT(joined.lost, 0);
}

static void what_is_lost_is_left_out(void)
{
	struct udp_order order = { 0 };

	CHECK_STR(PLAYED(order, 0, 2, 3, 4, 5, 6, 7, 8), "0 ");
	CHECK_INT(order.lost, 0);
	CHECK_STR(PLAYED(order, 9), "x 2 3 4 5 6 7 8 9 ");
	CHECK_INT(order.lost, 1);
	CHECK_STR(PLAYED(order, 1, 10, 10, 12, 12), "10 ");
	CHECK_INT(order.late, 2);
	CHECK_INT(order.twice, 1);
	/* A gap that is longer than the window. */
	CHECK_STR(PLAYED(order, 40, 33), "x 12 x x x x x x x x x x x x x x x x x x x x 33 ");
	CHECK_INT(order.lost, 22);
}

static void numbers_wrap_around(void)
{
	struct udp_order order = { .next = UINT32_MAX - 1, .begun = true };

	CHECK_STR(PLAYED(order, 0, UINT32_MAX, UINT32_MAX - 1, 1), "4294967294 4294967295 0 1 ");
}

static void another_sender_begins_anew(void)
{
	struct udp_order order = { 0 };

	CHECK_STR(PLAYED(order, 5000, 5002), "5000 ");
	CHECK_STR(PLAYED(order, 1, 0, 2), "0 1 2 ");
	CHECK_INT(order.lost, 0);
	CHECK_STR(PLAYED(order, 1000000), "1000000 ");
}

int main(void)
{
	order_is_kept_and_restored();
	the_first_may_be_overtaken();
	what_is_lost_is_left_out();
	numbers_wrap_around();
	another_sender_begins_anew();
	return TEST_END();
}
