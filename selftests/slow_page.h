/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A page that is not there until somebody gives it, and then can't be written until somebody lets
 * it: whoever reads or writes it waits, be it the kernel. For root; functions return 0 or -errno.
 */
#ifndef MIXCORE_SELFTEST_SLOW_PAGE_H
#define MIXCORE_SELFTEST_SLOW_PAGE_H

struct slow_page {
	int fd;
	unsigned char *page;
};

int slow_page_make(struct slow_page *slow);
void slow_page_free(struct slow_page *slow);
/* Until somebody waits for it. */
int slow_page_wanted(struct slow_page *slow);
/* It is there, with a page of bytes, and can be read. */
int slow_page_give(struct slow_page *slow, const void *bytes);
/* It can be written. */
int slow_page_let(struct slow_page *slow);

#endif /* MIXCORE_SELFTEST_SLOW_PAGE_H */
