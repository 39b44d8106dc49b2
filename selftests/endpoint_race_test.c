// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Calls about endpoints that fail when all is done, as their answer can't be given any more. On
 * several processors, in real time.
 *
 * Needs: snd-mixcore.
 */
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "endpoint.h"
#include "kselftest_harness.h"

#define PAGE		4096
#define SECONDS		60	/* the longest that is waited for both to have happened */
#define PATIENT		MIXCORE_ENDPOINT_F_PATIENT
#define KEEP		MIXCORE_ENDPOINT_F_KEEP

FIXTURE(endpoint_race) {
	int control, node;
};

FIXTURE_SETUP(endpoint_race)
{
	self->control = control_open();
	ASSERT_LE(0, self->control);
	self->node = node_open(O_RDWR);
	ASSERT_LE(0, self->node);
	ASSERT_EQ(0, reset_all(self->control));
}

FIXTURE_TEARDOWN(endpoint_race)
{
	EXPECT_EQ(0, reset_all(self->control));
	close(self->node);
	close(self->control);
}

/* A page that can be written now and then. */
struct fickle {
	unsigned char *page;
	volatile bool stop;
};

static void *be_fickle(void *argument)
{
	struct fickle *fickle = argument;
	unsigned int i;

	for (i = 0; !fickle->stop; i++)
		mprotect(fickle->page, PAGE, i % 2 ? PROT_READ : PROT_READ | PROT_WRITE);
	mprotect(fickle->page, PAGE, PROT_READ | PROT_WRITE);
	return NULL;
}

/* It grows with each change. */
static uint64_t generation_of(int node)
{
	struct mixcore_status status = { .size = sizeof(status) };

	return call(node, MIXCORE_IOCTL_STATUS, &status) ? 0 : status.generation;
}

/*
 * The place of the answer is looked at before anything is done, and may be gone when there is one: then
 * the adoption is undone.
 */
TEST_F_TIMEOUT(endpoint_race, adoption_without_an_answer, 2 * SECONDS)
{
	struct mixcore_endpoint_create create = endpoint_call("kept", KEEP | PATIENT);
	struct mixcore_endpoint_adopt adopt = {
		.size = sizeof(adopt), .flags = KEEP | PATIENT,
	};
	unsigned int adopted = 0, undone = 0;
	uint64_t end = now_ns() + SECONDS * 1000000000ULL, before;
	struct fickle fickle = { };
	struct endpoint kept;
	pthread_t thread;
	int err, descriptors_before = descriptors();

	ASSERT_EQ(0, endpoint_make(&kept, self->node, &create));
	endpoint_close(&kept);
	memcpy(adopt.cookie, kept.create.cookie, MIXCORE_COOKIE_LEN);
	fickle.page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, fickle.page);
	memcpy(fickle.page, &adopt, sizeof(adopt));
	ASSERT_EQ(0, pthread_create(&thread, NULL, be_fickle, &fickle));
	while ((!undone || !adopted) && now_ns() < end) {
		before = generation_of(self->node);
		err = call(self->node, MIXCORE_IOCTL_ENDPOINT_ADOPT, fickle.page);
		if (!err) {
			adopted++;
			close(((struct mixcore_endpoint_adopt *)fickle.page)->fd);
			continue;
		}
		ASSERT_EQ(-EFAULT, err);
		undone += generation_of(self->node) != before;
	}
	fickle.stop = true;
	pthread_join(thread, NULL);
	TH_LOG("%u times adopted, %u times undone", adopted, undone);
	EXPECT_LT(0, adopted);
	EXPECT_LT(0, undone);
	EXPECT_EQ(descriptors_before, descriptors());
	ASSERT_EQ(0, endpoint_adopt(&kept, self->node, adopt.cookie, 0));
	EXPECT_EQ(adopted + 1, endpoint_page(&kept).adopted);
	endpoint_close(&kept);
	munmap(fickle.page, PAGE);
}

TEST_HARNESS_MAIN
