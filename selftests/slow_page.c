// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common.h"
#include "slow_page.h"

#define PAGE		4096
#define SLOW_PAGE_MS	5000

int slow_page_make(struct slow_page *slow)
{
	struct uffdio_api api = {
		.api = UFFD_API, .features = UFFD_FEATURE_PAGEFAULT_FLAG_WP,
	};
	struct uffdio_register range = {
		.mode = UFFDIO_REGISTER_MODE_MISSING | UFFDIO_REGISTER_MODE_WP,
	};

	slow->fd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	slow->page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (slow->fd < 0 || slow->page == MAP_FAILED)
		return -errno;
	range.range.start = (uintptr_t)slow->page;
	range.range.len = PAGE;
	return call(slow->fd, UFFDIO_API, &api) ?: call(slow->fd, UFFDIO_REGISTER, &range);
}

int slow_page_wanted(struct slow_page *slow)
{
	struct pollfd wait = { .fd = slow->fd, .events = POLLIN };
	struct uffd_msg message;

	if (poll(&wait, 1, SLOW_PAGE_MS) != 1 || read(slow->fd, &message, sizeof(message)) < 0)
		return -ETIMEDOUT;
	return message.event == UFFD_EVENT_PAGEFAULT ? 0 : -EPROTO;
}

int slow_page_give(struct slow_page *slow, const void *bytes)
{
	struct uffdio_copy copy = {
		.dst = (uintptr_t)slow->page, .src = (uintptr_t)bytes, .len = PAGE,
		.mode = UFFDIO_COPY_MODE_WP,
	};

	return call(slow->fd, UFFDIO_COPY, &copy);
}

int slow_page_let(struct slow_page *slow)
{
	struct uffdio_writeprotect protect = {
		.range = { .start = (uintptr_t)slow->page, .len = PAGE },
	};

	return call(slow->fd, UFFDIO_WRITEPROTECT, &protect);
}

void slow_page_free(struct slow_page *slow)
{
	munmap(slow->page, PAGE);
	close(slow->fd);
}
