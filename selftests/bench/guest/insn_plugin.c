// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A plugin of QEMU that counts the instructions of a whole guest, between two marks that a
 * program in the guest sets (mark.h). out=FILE: a line "USER KERNEL" per pair of marks;
 * FILE.0, FILE.1, ...: "ADDRESS COUNT" for each block of code that ran in between.
 *
 * A processor that waits executes nothing, so nothing has to be taken off for idle time.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "mark.h"
#include "qemu_plugin.h"

#define KERNEL_HALF (UINT64_C(1) << 63)

struct block {
	struct block *next;
	uint64_t address;
	uint64_t count;
};

static struct block *blocks;
static FILE *out;
static const char *out_path;
static unsigned int pairs;

EXPORT int qemu_plugin_version = PLUGIN_VERSION;

static void begin(unsigned int cpu, void *data)
{
	(void)cpu;
	(void)data;
	for (struct block *block = blocks; block; block = block->next)
		block->count = 0;
}

/* Beside the totals, for a profile. */
static FILE *open_profile(void)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s.%u", out_path, pairs);
	return fopen(path, "w");
}

static void end(unsigned int cpu, void *data)
{
	FILE *profile = open_profile();
	uint64_t user = 0, kernel = 0;

	(void)cpu;
	(void)data;
	for (const struct block *block = blocks; block; block = block->next) {
		if (block->address & KERNEL_HALF)
			kernel += block->count;
		else
			user += block->count;
		if (profile && block->count)
			fprintf(profile, "%" PRIx64 " %" PRIu64 "\n", block->address, block->count);
	}
	if (profile)
		fclose(profile);
	fprintf(out, "%" PRIu64 " %" PRIu64 "\n", user, kernel);
	fflush(out);
	pairs++;
}

static void watch_marks(struct qemu_plugin_tb *tb, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		const void *bytes = qemu_plugin_insn_data(insn);

		if (qemu_plugin_insn_size(insn) != MARK_SIZE)
			continue;
		if (!memcmp(bytes, mark_begin_bytes, MARK_SIZE))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, begin, 0, NULL);
		else if (!memcmp(bytes, mark_end_bytes, MARK_SIZE))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, end, 0, NULL);
	}
}

/* A block of code is translated once and then runs as a whole. */
static void translated(uint64_t id, struct qemu_plugin_tb *tb)
{
	struct block *block = calloc(1, sizeof(*block));
	size_t count = qemu_plugin_tb_n_insns(tb);

	(void)id;
	if (!block)
		abort();
	block->address = qemu_plugin_tb_vaddr(tb);
	block->next = blocks;
	blocks = block;
	qemu_plugin_register_vcpu_tb_exec_inline(tb, PLUGIN_ADD_U64, &block->count, count);
	watch_marks(tb, count);
}

EXPORT int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv);

int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv)
{
	(void)info;
	if (argc != 1 || strncmp(argv[0], "out=", 4))
		return -1;
	out_path = strdup(argv[0] + 4);
	out = fopen(out_path, "w");
	if (!out)
		return -1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
