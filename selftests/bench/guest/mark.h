/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Marks that a program in a guest sets for insn_plugin.c: two instructions that do nothing and
 * that no compiler makes (nopl with a displacement of their own).
 */
#ifndef MIXCORE_MARK_H
#define MIXCORE_MARK_H

#define MARK_SIZE 8

static const unsigned char mark_begin_bytes[MARK_SIZE] = { 0x0f, 0x1f, 0x84, 0, 'M', 'I', 'X', 'B' };
static const unsigned char mark_end_bytes[MARK_SIZE] = { 0x0f, 0x1f, 0x84, 0, 'M', 'I', 'X', 'E' };

static inline void mark_begin(void)
{
	__asm__ volatile(".byte 0x0f, 0x1f, 0x84, 0, 'M', 'I', 'X', 'B'" : : : "memory");
}

static inline void mark_end(void)
{
	__asm__ volatile(".byte 0x0f, 0x1f, 0x84, 0, 'M', 'I', 'X', 'E'" : : : "memory");
}

#endif /* MIXCORE_MARK_H */
