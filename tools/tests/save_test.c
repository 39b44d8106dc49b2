// SPDX-License-Identifier: GPL-2.0-or-later
/* What mixctl save does with the name it is given. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fake_kernel.h"
#include "mixctl.h"
#include "test.h"

static char folder[64];

static const char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static int save(const char *name)
{
	char *words[] = { (char *)"mixctl", (char *)"save", (char *)path_of(name), NULL };
	char *out, *err;
	size_t size;
	struct mixctl m = {
		.out = open_memstream(&out, &size),
		.err = open_memstream(&err, &size),
		.root = folder,
		.release = "",
	};
	int status = mixctl_main(&m, 3, words);

	fclose(m.out);
	fclose(m.err);
	free(out);
	free(err);
	return status;
}

static mode_t kind_of(const char *name)
{
	struct stat about = { 0 };

	return lstat(path_of(name), &about) ? 0 : about.st_mode & S_IFMT;
}

static bool is_saved(int fd)
{
	char text[32] = "";

	return read(fd, text, sizeof(text) - 1) > 0 && !strncmp(text, "# Written by mixctl", 19);
}

static bool file_is_saved(const char *name)
{
	int fd = open(path_of(name), O_RDONLY | O_CLOEXEC);
	bool saved = fd >= 0 && is_saved(fd);

	if (fd >= 0)
		close(fd);
	return saved;
}

static void a_file_is_made_and_replaced(void)
{
	CHECK_INT(save("file"), MIXCTL_DONE);
	CHECK(file_is_saved("file"));
	CHECK_INT(save("file"), MIXCTL_DONE);
	CHECK_INT(kind_of("file"), S_IFREG);
}

static void a_link_stays(void)
{
	CHECK(!symlink("far", path_of("link")));
	close(open(path_of("far"), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	CHECK_INT(save("link"), MIXCTL_DONE);
	CHECK_INT(kind_of("link"), S_IFLNK);
	CHECK(file_is_saved("far"));
}

static void a_pipe_is_written_to(void)
{
	int fd;

	CHECK(!mkfifo(path_of("pipe"), 0600));
	fd = open(path_of("pipe"), O_RDWR | O_CLOEXEC);
	CHECK(fd >= 0);
	CHECK_INT(save("pipe"), MIXCTL_DONE);
	CHECK_INT(kind_of("pipe"), S_IFIFO);
	CHECK(kind_of("pipe") != S_IFIFO || is_saved(fd));
	close(fd);
}

static void what_can_not_be_written_is_refused(void)
{
	CHECK_INT(save("."), MIXCTL_REFUSED);
	CHECK_INT(save("nowhere/file"), MIXCTL_REFUSED);
}

int main(void)
{
	fake_reset();
	fake_add_card(1, "Intel");
	fake_add_output("intel", 1, "Intel");
	snprintf(folder, sizeof(folder), "%s", fake_root);
	a_file_is_made_and_replaced();
	a_link_stays();
	a_pipe_is_written_to();
	what_can_not_be_written_is_refused();
	return TEST_END();
}
