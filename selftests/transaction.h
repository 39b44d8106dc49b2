/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The call MIXCORE_IOCTL_TRANSACTION: calls are collected, then made. */
#ifndef MIXCORE_SELFTEST_TRANSACTION_H
#define MIXCORE_SELFTEST_TRANSACTION_H

#include <sound/mixcore.h>

#define TRANSACTION_ARGUMENT	512	/* bytes, enough for each */

struct transaction {
	unsigned int count;
	unsigned int failed;	/* as it came back */
	struct mixcore_transaction_call *calls;
	char (*arguments)[TRANSACTION_ARGUMENT];
};

/* With room for so many calls. 0 or -ENOMEM. */
int transaction_open(struct transaction *transaction, unsigned int most);
void transaction_close(struct transaction *transaction);

/* Behind the last one. */
void transaction_add(struct transaction *transaction, unsigned int call, const void *argument,
		     unsigned int bytes);
/* Makes them, and forgets them. 0 or -errno. */
int transaction_run(struct transaction *transaction, int node);

#endif /* MIXCORE_SELFTEST_TRANSACTION_H */
