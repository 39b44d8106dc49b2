// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Unprivileged processes that do whatever they can, and root that changes everything, below a
 * stream that must not lose one sample.
 *
 * The environment: HOSTILE_SEED repeats a run, HOSTILE_SECONDS (default 60) is how long,
 * HOSTILE_CALLS (default: no limit) how many calls each may make. HOSTILE_FILL=frames keeps so much
 * queued for the exact stream. HOSTILE_RINGS=1: no ring of more than 65536 frames.
 * HOSTILE_REALTIME=1: time is not the guest's own, sound may be late.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4; node permissions as for users of group audio.
 */
#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include <sound/asound.h>

#include "common.h"
#include "exact.h"
#include "hostile.h"
#include "noise.h"
#include "timer.h"
#include "kselftest_harness.h"

#define USERS		4	/* hostile processes at a time: alice's and bob's */
#define THREADS		2
#define LIFE		400	/* calls of one thread, at most */
#define CHILD_LIFE	30	/* of a forked child */
#define REST_US		10000		/* between two calls, at most: the guest has little to run on */
#define WAKE_NS		50000000
#define PATIENCE_MS	60000	/* for a process to end */
#define PLENTY	40000		/* calls: the rarest of them succeeds 15 times in so many */

static struct hostile_counts *counts;
static struct hostile_target target;
static uint64_t deadline;
static long calls_max;

static const struct hostile_call *const user_tables[] = {
	hostile_pcm_calls, hostile_pcm_calls, hostile_pcm_calls, hostile_pcm_calls,
	hostile_recorder_calls, hostile_recorder_calls, hostile_node_calls, hostile_capture_calls,
	hostile_mixer_calls, hostile_netlink_calls, hostile_producer_calls,
	hostile_producer_calls, NULL
};
static const struct hostile_call *const root_tables[] = {
	hostile_root_calls, hostile_root_calls, hostile_root_calls, hostile_root_capture_calls,
	hostile_root_capture_calls, hostile_node_calls, hostile_capture_calls,
	hostile_mixer_calls, hostile_netlink_calls, hostile_producer_calls, NULL
};

/* Each kind of call has a row: tables one after the other. */
static const struct hostile_call *const all_tables[] = {
	hostile_pcm_calls, hostile_recorder_calls, hostile_node_calls, hostile_capture_calls,
	hostile_mixer_calls, hostile_netlink_calls, hostile_producer_calls, hostile_root_calls,
	hostile_root_capture_calls, NULL
};

static unsigned int row_of(const struct hostile_call *wanted)
{
	const struct hostile_call *const *table;
	const struct hostile_call *one;
	unsigned int row = 0;

	for (table = all_tables; *table; table++)
		for (one = *table; one->name; one++, row++)
			if (one == wanted)
				return row;
	abort();
}

static void count(unsigned int row, int err)
{
	unsigned int error = err < 0 ? -err : 0;

	if (error >= HOSTILE_ERRORS)
		error = HOSTILE_ERRORS - 1;
	__atomic_fetch_add(&counts->calls[row][error], 1, __ATOMIC_RELAXED);
}

static const struct hostile_call *choose(struct actor *actor,
					 const struct hostile_call *const *tables)
{
	const struct hostile_call *table, *one;
	unsigned int all = 0, number = 0;

	while (tables[number])
		number++;
	table = tables[below(actor, number)];
	for (one = table; one->name; one++)
		all += one->weight;
	number = below(actor, all);
	for (one = table; number >= one->weight; one++)
		number -= one->weight;
	return one;
}

static bool over(void)
{
	return counts->stop || now_ns() > deadline;
}

/* Ends a call that waits. */
static void wake(int signal)
{
}

/* Each thread has a timer of its own: a signal to all goes to any. */
static void wake_often(void)
{
	struct itimerspec often = { { 0, WAKE_NS }, { 0, WAKE_NS } };
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGALRM };
	timer_t timer;

	event._sigev_un._tid = gettid();
	if (!timer_create(CLOCK_MONOTONIC, &event, &timer))
		timer_settime(timer, 0, &often, NULL);
}

static void act(struct actor *actor, const struct hostile_call *const *tables, unsigned int life);

/* A child with the same descriptors and mappings, for a short while. */
static void fork_child(struct actor *actor, const struct hostile_call *const *tables)
{
	if (actor->child || fork())
		return;
	actor->child = true;
	actor->random ^= 0x5555;
	wake_often();
	act(actor, tables, CHILD_LIFE);
	_exit(0);
}

static void act(struct actor *actor, const struct hostile_call *const *tables, unsigned int life)
{
	while (life-- && !over()) {
		const struct hostile_call *one = choose(actor, tables);
		int err = one->run(actor);

		/* Nothing was called. */
		if (err != -ECANCELED)
			count(row_of(one), err);
		usleep(below(actor, REST_US));
		if (below(actor, 300) == 0)
			fork_child(actor, tables);
		if (below(actor, 1000) == 0) {
			__atomic_fetch_add(&counts->kills, 1, __ATOMIC_RELAXED);
			kill(getpid(), SIGKILL);
		}
	}
}

struct thread {
	struct actor actor;
	const struct hostile_call *const *tables;
	unsigned int life;
};

static void *run_thread(void *data)
{
	struct thread *thread = data;

	wake_often();
	act(&thread->actor, thread->tables, thread->life);
	return NULL;
}

static void ignore_signals(void)
{
	struct sigaction action = { .sa_handler = wake };

	sigaction(SIGALRM, &action, NULL);
	signal(SIGCHLD, SIG_IGN);
	signal(SIGIO, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
}

static int drop_rights(unsigned int uid)
{
	gid_t audio = AUDIO_GROUP;

	return setgroups(1, &audio) || setresgid(uid, uid, uid) || setresuid(uid, uid, uid);
}

/* One hostile process: two threads that use the same descriptors. */
static void live(unsigned int uid, uint64_t seed)
{
	static struct thread threads[THREADS];
	static int fds[HOSTILE_FDS];
	pthread_t ids[THREADS];
	unsigned int i;

	setpgid(0, 0);
	/* Those of the exact stream: it could be linked with what is stopped. */
	if (close_range(3, ~0U, 0))
		_exit(1);
	if (uid && drop_rights(uid))
		_exit(1);
	ignore_signals();
	memset(fds, 0xff, sizeof(fds));
	for (i = 0; i < THREADS; i++) {
		if (actor_init(&threads[i].actor, seed + i, &target, fds))
			_exit(1);
		threads[i].tables = uid ? user_tables : root_tables;
		threads[i].life = 1 + below(&threads[i].actor, LIFE);
		threads[i].actor.node = node_open(O_RDWR);
		threads[i].actor.control = uid ? -1 : control_open();
		open_mixer(&threads[i].actor);
	}
	for (i = 0; i < THREADS; i++)
		if (pthread_create(&ids[i], NULL, run_thread, &threads[i]))
			_exit(1);
	for (i = 0; i < THREADS; i++)
		pthread_join(ids[i], NULL);
	_exit(0);
}

static void print_file(const char *path)
{
	char text[4096];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (got > 0) {
		text[got] = '\0';
		printf("# %s: %s\n", path, text);
	}
	close(fd);
}

/* Where in the kernel its threads are. */
static void print_stacks(pid_t pid)
{
	struct dirent *entry;
	char path[96];
	DIR *tasks;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	tasks = opendir(path);
	while (tasks && (entry = readdir(tasks))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "/proc/%d/task/%.10s/syscall", pid, entry->d_name);
		print_file(path);
		snprintf(path, sizeof(path), "/proc/%d/task/%.10s/stack", pid, entry->d_name);
		print_file(path);
	}
	if (tasks)
		closedir(tasks);
	fflush(stdout);
}

/* Its process group with it. Says whether it ended in time. */
static bool wait_end(pid_t pid)
{
	unsigned int ms;
	int status;

	for (ms = 0; ms < PATIENCE_MS; ms += 5) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return true;
		sleep_ms(5);
	}
	print_stacks(pid);
	kill(-pid, SIGKILL);
	for (ms = 0; ms < PATIENCE_MS; ms += 5) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return false;
		sleep_ms(5);
	}
	printf("# process %d can't be killed\n", pid);
	print_stacks(pid);
	return false;
}

/* One hostile process after the other. */
static void supervise(unsigned int uid, uint64_t seed)
{
	long calls = 0;

	while (!over() && calls < calls_max) {
		uint64_t next = noise_next(&seed);
		pid_t pid = fork();

		if (!pid)
			live(uid, next);
		calls += LIFE;
		__atomic_fetch_add(&counts->processes, 1, __ATOMIC_RELAXED);
		if (pid < 0 || !wait_end(pid)) {
			__atomic_fetch_add(&counts->stuck, 1, __ATOMIC_RELAXED);
			counts->stop = 1;
		}
		/* Its children. */
		kill(-pid, SIGKILL);
	}
	_exit(0);
}

static long from_environment(const char *name, long otherwise)
{
	const char *text = getenv(name);

	return text ? strtol(text, NULL, 0) : otherwise;
}

static unsigned int numid_of(int mixer, const char *name, unsigned int index)
{
	struct snd_ctl_elem_info info = { .id = { .iface = SNDRV_CTL_ELEM_IFACE_MIXER } };

	info.id.index = index;
	snprintf((char *)info.id.name, sizeof(info.id.name), "%s", name);
	return call(mixer, SNDRV_CTL_IOCTL_ELEM_INFO, &info) ? 0 : info.id.numid;
}

static int find_target(const struct exact *exact)
{
	struct mixcore_stream_info info;
	char path[48];
	int mixer, err;

	err = stream_get(exact->control, exact->result->stream, &info);
	if (err)
		return err;
	target.card = card_number("Mixcore");
	target.output = exact->output;
	target.stream = exact->result->stream;
	target.substream = info.substream;
	snprintf(path, sizeof(path), "/dev/snd/controlC%d", target.card);
	mixer = open(path, O_RDONLY | O_CLOEXEC);
	if (mixer < 0)
		return -errno;
	target.elements[0] = numid_of(mixer, EXACT_OUTPUT " Playback Volume", 0);
	target.elements[1] = numid_of(mixer, EXACT_OUTPUT " Playback Switch", 0);
	target.elements[2] = numid_of(mixer, "Stream Playback Volume", info.substream);
	target.elements[3] = numid_of(mixer, "Stream Playback Switch", info.substream);
	close(mixer);
	for (err = 0; err < 4; err++)
		if (!target.elements[err])
			return -ENOENT;
	return 0;
}

/* KiB of a line of /proc/meminfo. */
static long memory(const char *name)
{
	FILE *file = fopen("/proc/meminfo", "re");
	char line[128];
	long value = -1;

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, name, strlen(name)))
			value = strtol(line + strlen(name), NULL, 10);
	if (file)
		fclose(file);
	return value;
}

static uint32_t calls_of(unsigned int row, uint32_t *ok)
{
	uint32_t all = 0;
	unsigned int error;

	for (error = 0; error < HOSTILE_ERRORS; error++)
		all += counts->calls[row][error];
	*ok = counts->calls[row][0];
	return all;
}

static void print_row(const char *name, unsigned int row)
{
	unsigned int error, at;
	char line[512];
	uint32_t ok, all = calls_of(row, &ok);

	at = snprintf(line, sizeof(line), "%-24s %7u, ok %7u", name, all, ok);
	for (error = 1; error < HOSTILE_ERRORS && at < sizeof(line) - 32; error++)
		if (counts->calls[row][error])
			at += snprintf(line + at, sizeof(line) - at, ", %s %u",
				       strerrorname_np(error) ?: "?", counts->calls[row][error]);
	printf("# %s\n", line);
}

/* Prints what was called; returns the share of calls that succeeded, in percent. */
static unsigned int print_counts(uint64_t *all_calls, unsigned int *never)
{
	const struct hostile_call *const *table;
	const struct hostile_call *one;
	uint64_t succeeded = 0;
	unsigned int row = 0;
	uint32_t ok;

	*all_calls = 0;
	*never = 0;
	for (table = all_tables; *table; table++) {
		for (one = *table; one->name; one++, row++) {
			print_row(one->name, row);
			*all_calls += calls_of(row, &ok);
			succeeded += ok;
			*never += !ok;
		}
	}
	return *all_calls ? 100 * succeeded / *all_calls : 0;
}

static uint32_t successes(const char *name)
{
	const struct hostile_call *const *table;
	const struct hostile_call *one;
	uint32_t ok = 0;

	for (table = all_tables; *table; table++)
		for (one = *table; one->name; one++)
			if (!strcmp(one->name, name))
				calls_of(row_of(one), &ok);
	return ok;
}

static void repair_cards(void)
{
	static const char *const repairs[][2] = {
		{ "fail", "open 0" }, { "fail", "hw_params 0" }, { "fail", "prepare 0" },
		{ "fail", "trigger 0" }, { "fail", "pointer 0" }, { "stall", "0" }, { "ppb", "0" },
		{ "step_frames", "0" }, { "appear", "1" },
	};
	unsigned int card, i;
	char path[96];

	for (card = 1; card < 4; card++) {
		for (i = 0; i < sizeof(repairs) / sizeof(repairs[0]); i++) {
			snprintf(path, sizeof(path),
				 "/sys/kernel/debug/snd-mixcore-test/card%u/%s", card,
				 repairs[i][0]);
			write_text(path, repairs[i][1]);
		}
	}
}

/* Whoever is killed with it gives it back. */
static pthread_mutex_t *shared_mutex(void)
{
	pthread_mutex_t *mutex = mmap(NULL, sizeof(*mutex), PROT_READ | PROT_WRITE,
				      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_t shared;

	if (mutex == MAP_FAILED)
		return NULL;
	pthread_mutexattr_init(&shared);
	pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_setrobust(&shared, PTHREAD_MUTEX_ROBUST);
	return pthread_mutex_init(mutex, &shared) ? NULL : mutex;
}

FIXTURE(hostile) {
	struct exact exact;
	uint64_t seed;
	bool realtime;
};

FIXTURE_SETUP(hostile)
{
	self->seed = from_environment("HOSTILE_SEED", 1);
	self->realtime = from_environment("HOSTILE_REALTIME", 0);
	calls_max = from_environment("HOSTILE_CALLS", LONG_MAX);
	counts = mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	ASSERT_NE(MAP_FAILED, counts);
	target.cookies = mmap(NULL, HOSTILE_COOKIES * sizeof(*target.cookies),
			      PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, target.cookies);
	target.one_by_one = shared_mutex();
	ASSERT_NE(NULL, target.one_by_one);
	repair_cards();
	ASSERT_EQ(0, exact_start(&self->exact, "Test0", 0, from_environment("HOSTILE_FILL", 0))) {
		TH_LOG("%s", exact_text(&self->exact));
	}
	ASSERT_EQ(0, find_target(&self->exact));
	target.rings = from_environment("HOSTILE_RINGS", 0) ? 65536 : 0;
}

FIXTURE_TEARDOWN(hostile)
{
}

/* Runs all of them until the deadline. */
static void run_all(uint64_t seed, unsigned int seconds)
{
	pid_t pids[USERS + 1];
	unsigned int i;

	deadline = now_ns() + seconds * 1000000000ULL;
	for (i = 0; i <= USERS; i++) {
		pids[i] = fork();
		if (!pids[i])
			supervise(i == USERS ? 0 : i % 2 ? BOB : ALICE, noise_next(&seed) + i);
		noise_next(&seed);
	}
	for (i = 0; i <= USERS; i++)
		waitpid(pids[i], NULL, 0);
}

/* Those who were killed last may still be closing. */
static uint32_t wait_streams(int control, uint32_t most)
{
	struct mixcore_status status = { .size = sizeof(status) };
	unsigned int ms;

	for (ms = 0; ms < PATIENCE_MS; ms += 10) {
		status.size = sizeof(status);
		if (!call(control, MIXCORE_IOCTL_STATUS, &status) && status.streams <= most)
			break;
		sleep_ms(10);
	}
	return status.streams;
}

/* Its pointer far behind, a stream that runs free takes silence for hours; a signal ends that. */
TEST_F(hostile, silence_without_end)
{
	struct snd_xferi transfer = { .frames = LONG_MAX };
	struct pcm_config config = { FORMAT_S16, 48000, 2, 1024, 4096 };
	struct snd_pcm_sync_ptr sync = { .flags = SNDRV_PCM_SYNC_PTR_APPL };
	struct snd_pcm_sw_params params = {
		.period_step = 1, .avail_min = 1, .start_threshold = 1, .stop_threshold = LONG_MAX,
	};
	struct itimerval once = { .it_value.tv_usec = 50000 };
	struct sigaction action = { .sa_handler = wake };
	uint64_t begin;
	int pcm;

	sigaction(SIGALRM, &action, NULL);
	pcm = pcm_open("Mixcore", 0, O_RDWR);
	ASSERT_LE(0, pcm);
	ASSERT_EQ(0, pcm_configure(pcm, &config));
	ASSERT_EQ(0, call(pcm, SNDRV_PCM_IOCTL_SW_PARAMS, &params));
	ASSERT_EQ(0, pcm_prepare(pcm));
	sync.c.control.appl_ptr = params.boundary / 2 + 8192;
	sync.flags = SNDRV_PCM_SYNC_PTR_AVAIL_MIN;
	ASSERT_EQ(0, call(pcm, SNDRV_PCM_IOCTL_SYNC_PTR, &sync));
	begin = now_ns();
	setitimer(ITIMER_REAL, &once, NULL);
	/* Some of it, until the signal. */
	EXPECT_EQ(0, call(pcm, SNDRV_PCM_IOCTL_WRITEI_FRAMES, &transfer));
	EXPECT_LT(4096, transfer.result);
	EXPECT_GT(self->realtime ? 10000000000ULL : 1000000000ULL, now_ns() - begin);
	close(pcm);
	EXPECT_TRUE(self->realtime || exact_arrives(&self->exact, 2000));
	EXPECT_TRUE(!exact_stop(&self->exact) || self->realtime) {
		TH_LOG("%s", exact_text(&self->exact));
	}
}

/* Opens the substream that is open already and maps its ring: -errno, or 0. */
static int share_and_map(int number)
{
	int pcm, err = 0;
	char path[48];
	void *ring;

	snprintf(path, sizeof(path), "/dev/snd/controlC%d", target.card);
	if (call(open(path, O_RDWR), SNDRV_CTL_IOCTL_PCM_PREFER_SUBDEVICE, &number))
		return -ENXIO;
	snprintf(path, sizeof(path), "/dev/snd/pcmC%dD0p", target.card);
	pcm = open(path, O_RDWR | O_APPEND);
	if (pcm < 0)
		return -ENODEV;
	ring = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, pcm, 0);
	if (ring == MAP_FAILED)
		err = -errno;
	close(pcm);
	return err;
}

/* ALSA lets everybody share a substream (O_APPEND), but what is in it is not for everybody. */
TEST_F(hostile, the_ring_of_another_user_can_not_be_mapped)
{
	struct pcm_config config = { FORMAT_S16, 48000, 2, 1024, 4096, .mmap = true };
	struct snd_pcm_info info = {};
	int pcm = pcm_open("Mixcore", 0, O_RDWR), status;

	ASSERT_LE(0, pcm);
	ASSERT_EQ(0, pcm_configure(pcm, &config));
	ASSERT_EQ(0, call(pcm, SNDRV_PCM_IOCTL_INFO, &info));
	EXPECT_EQ(0, share_and_map(info.subdevice));
	if (!fork())
		_exit(drop_rights(BOB) ? 1 : -share_and_map(info.subdevice));
	ASSERT_LT(0, wait(&status));
	ASSERT_TRUE(WIFEXITED(status));
	EXPECT_EQ(EACCES, WEXITSTATUS(status));
	close(pcm);
	exact_stop(&self->exact);
}

TEST_F_TIMEOUT(hostile, the_exact_stream_loses_nothing, 7200)
{
	static const char *const recording[] = {
		"recorder open", "recorder record", "recorder readi", "stream source",
		"root attach input", "root detach input", "root set loopback",
		"root attach null output", "timer create", "consumer open", "endpoint create",
		"endpoint adopt", "endpoint scribble", "producer trigger",
	};
	unsigned int seconds = from_environment("HOSTILE_SECONDS", 60), percent, never, i;
	struct mixcore_output_info null;
	struct mixcore_input_info input;
	struct mixcore_status status = { .size = sizeof(status) };
	struct exact *exact = &self->exact;
	long vmalloc, slab;
	uint64_t all;
	int control, err;

	printf("# HOSTILE_SEED=%llu\n", (unsigned long long)self->seed);
	fflush(stdout);
	ASSERT_EQ(0, call(exact->control, MIXCORE_IOCTL_STATUS, &status));
	/* Caches fill at first. */
	run_all(self->seed ^ 0xffff, seconds / 10);
	EXPECT_GE(1, wait_streams(exact->control, 1));
	ASSERT_EQ(0, reset_all_but(exact->control, exact->output));
	EXPECT_EQ(0, wait_bytes(exact->control, status.card_bytes));
	vmalloc = memory("VmallocUsed:");
	slab = memory("SUnreclaim:");

	run_all(self->seed, seconds - seconds / 10);
	EXPECT_EQ(0, counts->stuck);
	EXPECT_GE(1, wait_streams(exact->control, 1));
	ASSERT_EQ(0, reset_all_but(exact->control, exact->output));
	EXPECT_EQ(0, wait_bytes(exact->control, status.card_bytes));
	repair_cards();
	printf("# memory: vmalloc %ld KiB more, slab %ld KiB more\n",
	       memory("VmallocUsed:") - vmalloc, memory("SUnreclaim:") - slab);
	EXPECT_GE(2048, memory("VmallocUsed:") - vmalloc);
	EXPECT_GE(16384, memory("SUnreclaim:") - slab);

	percent = print_counts(&all, &never);
	printf("# %llu calls, %u %% succeeded; %u processes, %u killed themselves\n",
	       (unsigned long long)all, percent, counts->processes, counts->kills);
	EXPECT_LE(20, percent);
	/* In real time a busy machine makes them fewer. */
	EXPECT_LE((self->realtime ? 10 : 100) * seconds, all);
	for (i = 0; all >= PLENTY && i < sizeof(recording) / sizeof(recording[0]); i++) {
		EXPECT_LT(0, successes(recording[i])) {
			TH_LOG("never: %s", recording[i]);
		}
	}

	err = exact_stop(exact);
	printf("# %s\n", exact_text(exact));
	fflush(stdout);
	if (!self->realtime) {
		EXPECT_EQ(0, err);
		EXPECT_EQ(0, exact->result->xruns);
		EXPECT_EQ(0, exact->result->silence);
		EXPECT_EQ(0, exact->result->dry);
		EXPECT_EQ(0, exact->result->restarts);
	}
	control = control_open();
	ASSERT_EQ(0, call(control, MIXCORE_IOCTL_STATUS, &status));
	EXPECT_EQ(0, status.streams);
	EXPECT_EQ(0, status.outputs);
	EXPECT_EQ(0, status.inputs);
	EXPECT_EQ(0, status.running);
	EXPECT_EQ(0, status.card_bytes);
	EXPECT_EQ(0, timer_count(control));
	EXPECT_EQ(0, status.uid_timers);
	EXPECT_EQ(0, status.uid_endpoints);
	ASSERT_EQ(0, output_get(control, MIXCORE_OUTPUT_NULL, &null));
	EXPECT_EQ(0, null.running);
	EXPECT_EQ(0, null.streams);
	EXPECT_EQ(0, null.recorders);
	EXPECT_EQ(0, null.loopbacks);
	ASSERT_EQ(0, input_get(control, MIXCORE_INPUT_NULL, &input));
	EXPECT_EQ(0, input.recorders);
	EXPECT_EQ(0, input.recording);
	EXPECT_EQ(0, input.loopbacks);
	close(control);
}

TEST_HARNESS_MAIN
