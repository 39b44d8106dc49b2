// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "transaction.h"

int transaction_open(struct transaction *transaction, unsigned int most)
{
	memset(transaction, 0, sizeof(*transaction));
	transaction->calls = calloc(most, sizeof(*transaction->calls));
	transaction->arguments = calloc(most, sizeof(*transaction->arguments));
	return transaction->calls && transaction->arguments ? 0 : -ENOMEM;
}

void transaction_close(struct transaction *transaction)
{
	free(transaction->calls);
	free(transaction->arguments);
}

void transaction_add(struct transaction *transaction, unsigned int call, const void *argument,
		     unsigned int bytes)
{
	unsigned int i = transaction->count++;

	memcpy(transaction->arguments[i], argument, bytes);
	transaction->calls[i] = (struct mixcore_transaction_call) {
		.call = call, .argument = (uintptr_t)transaction->arguments[i],
	};
}

int transaction_run(struct transaction *transaction, int node)
{
	struct mixcore_transaction args = {
		.size = sizeof(args), .count = transaction->count,
		.failed = 0xdeadbeef, .calls = (uintptr_t)transaction->calls,
	};
	int err = call(node, MIXCORE_IOCTL_TRANSACTION, &args);

	transaction->failed = args.failed;
	transaction->count = 0;
	return err;
}
