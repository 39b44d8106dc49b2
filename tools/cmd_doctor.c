// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mixctl doctor: looks at everything between the kernel and an application's sound, says what is
 * wrong, and the command that mends it.
 */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "mixctl.h"

enum verdict { GOOD, NOTE, BAD };

/* What one check found. */
struct finding {
	enum verdict verdict;
	char text[256], mend[256];
};

struct doctor {
	struct mixctl *m;
	bool built, loaded;
	int version_error;
};

static const char *path_of(const struct doctor *d, char *buffer, const char *format, ...)
	PRINTF(3, 4);

static const char *path_of(const struct doctor *d, char *buffer, const char *format, ...)
{
	size_t used = snprintf(buffer, PATH_MAX, "%s", d->m->root);
	va_list args;

	va_start(args, format);
	vsnprintf(buffer + used, PATH_MAX - used, format, args);
	va_end(args);
	return buffer;
}

static bool exists(const struct doctor *d, const char *path)
{
	char buffer[PATH_MAX];

	return !access(path_of(d, buffer, "%s", path), F_OK);
}

static void find(struct finding *f, enum verdict verdict, const char *format, ...) PRINTF(3, 4);

static void find(struct finding *f, enum verdict verdict, const char *format, ...)
{
	va_list args;

	f->verdict = verdict;
	va_start(args, format);
	vsnprintf(f->text, sizeof(f->text), format, args);
	va_end(args);
}

static void mend(struct finding *f, const char *format, ...) PRINTF(2, 3);

static void mend(struct finding *f, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(f->mend, sizeof(f->mend), format, args);
	va_end(args);
}

/* The first line of a file that has the word, or the first of all; false when there is none. */
static bool line_with(const struct doctor *d, const char *path, const char *word, char *line,
		      size_t size)
{
	char buffer[PATH_MAX];
	FILE *file = fopen(path_of(d, buffer, "%s", path), "re");
	bool found = false;

	if (!file)
		return false;
	while (!found && fgets(line, size, file))
		found = !word || strstr(line, word);
	fclose(file);
	if (found)
		line[strcspn(line, "\n")] = '\0';
	return found;
}

static void check_headers(struct doctor *d, struct finding *f)
{
	char buffer[PATH_MAX];
	const char *release = d->m->release;

	if (!access(path_of(d, buffer, "/lib/modules/%s/build", release), F_OK)) {
		find(f, GOOD, "headers of the kernel %s are installed", release);
		return;
	}
	find(f, NOTE, "no headers of the running kernel %s: the module can not be built", release);
	mend(f, "apt-get install linux-headers-%s", release);
}

static void check_built(struct doctor *d, struct finding *f)
{
	char path[PATH_MAX], line[4096];

	snprintf(path, sizeof(path), "/lib/modules/%s/modules.dep", d->m->release);
	d->built = line_with(d, path, "/snd-mixcore.ko", line, sizeof(line));
	if (d->built) {
		line[strcspn(line, ":")] = '\0';
		find(f, GOOD, "the module is installed (%.200s)", line);
		return;
	}
	find(f, d->loaded ? NOTE : BAD, "the module is not installed for the kernel %s",
	     d->m->release);
	mend(f, "dkms install mixcore/%s -k %s", mixcore_library_version(), d->m->release);
}

static bool secure_boot(const struct doctor *d)
{
	char buffer[PATH_MAX], data[5] = "";
	FILE *file;
	size_t length;

	file = fopen(path_of(d, buffer, "/sys/firmware/efi/efivars/"
			     "SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"), "re");
	if (!file)
		return false;
	length = fread(data, 1, sizeof(data), file);
	fclose(file);
	return length == sizeof(data) && data[4] == 1;
}

static void check_signature(struct doctor *d, struct finding *f)
{
	char line[128];
	bool locked = line_with(d, "/sys/kernel/security/lockdown", NULL, line, sizeof(line)) &&
		      !strstr(line, "[none]");

	if (!locked && !secure_boot(d)) {
		find(f, GOOD, "neither Secure Boot nor lockdown asks for a signature");
		return;
	}
	if (d->loaded) {
		find(f, GOOD, "%s is on, and the module was accepted",
		     locked ? "lockdown" : "Secure Boot");
		return;
	}
	find(f, NOTE, "%s is on: only a module signed with an enrolled key can be loaded",
	     locked ? "lockdown" : "Secure Boot");
	mend(f, "mokutil --import /var/lib/dkms/mok.pub, then boot and enrol it");
}

static void check_loaded(struct doctor *d, struct finding *f)
{
	if (d->loaded) {
		find(f, GOOD, "the module is loaded");
		return;
	}
	find(f, BAD, "the module is not loaded");
	mend(f, "modprobe snd-mixcore");
}

static void check_version(struct doctor *d, struct finding *f)
{
	const struct mixcore_version *version;
	char module[64];

	if (d->version_error == -EPROTO) {
		find(f, BAD, "the loaded module speaks another version of the interface");
		mend(f, "modprobe -r snd-mixcore && modprobe snd-mixcore");
		return;
	}
	if (!d->m->ctx) {
		find(f, NOTE, "the version of the module is not known");
		return;
	}
	version = mixcore_get_version(d->m->ctx);
	printable(version->module, sizeof(version->module), module, sizeof(module));
	if (!strcmp(module, mixcore_library_version())) {
		find(f, GOOD, "module and mixctl are version %s", module);
		return;
	}
	find(f, NOTE, "the loaded module is version %s, mixctl is %s", module,
	     mixcore_library_version());
	mend(f, "modprobe -r snd-mixcore && modprobe snd-mixcore");
}

static void check_access(struct doctor *d, struct finding *f)
{
	if (d->m->ctx) {
		find(f, GOOD, "you may use /dev/snd/mixcore%s",
		     mixcore_is_control(d->m->ctx) ? "-control" : "");
		return;
	}
	if (d->version_error != -EACCES) {
		find(f, d->loaded ? BAD : NOTE, "/dev/snd/mixcore: %s",
		     mixcore_error_text(MIXCORE_CALL_OPEN, d->version_error));
		mend(f, "%s", mixcore_error_advice(MIXCORE_CALL_OPEN, d->version_error));
		return;
	}
	find(f, BAD, "you may not open /dev/snd/mixcore");
	mend(f, "usermod -aG audio $USER, then log in again");
}

static void check_card(struct doctor *d, struct finding *f)
{
	const struct mixcore_version *version;

	if (!d->m->ctx) {
		find(f, NOTE, "the number of the card is not known");
		return;
	}
	version = mixcore_get_version(d->m->ctx);
	if (version->card) {
		find(f, GOOD, "the card Mixcore is number %u", version->card);
		return;
	}
	find(f, NOTE, "Mixcore is card 0: applications that take the first card use it");
	mend(f, "echo options snd-mixcore index=-2 >/etc/modprobe.d/mixcore.conf");
}

static void check_udev(struct doctor *d, struct finding *f)
{
	static const char *const folders[] = {
		"/etc/udev/rules.d", "/usr/lib/udev/rules.d", "/lib/udev/rules.d",
	};
	char path[64];

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		snprintf(path, sizeof(path), "%s/71-mixcore.rules", folders[i]);
		if (!exists(d, path))
			continue;
		find(f, GOOD, "the udev rule is installed");
		return;
	}
	find(f, NOTE, "no udev rule: who is logged in at the machine may open mixcore-control");
	mend(f, "install 71-mixcore.rules (make install), then: udevadm control --reload");
}

static void check_alsa(struct doctor *d, struct finding *f)
{
	if (exists(d, "/etc/alsa/conf.d/50-mixcore.conf")) {
		find(f, GOOD, "alsa-lib knows the PCM mixcore");
		return;
	}
	find(f, NOTE, "alsa-lib does not know the PCM mixcore (hw:Mixcore works)");
	mend(f, "ln -s /usr/share/alsa/alsa.conf.d/50-mixcore.conf /etc/alsa/conf.d/");
}

/* A process that stays away comes again, or dies. */
static bool has_process(uint32_t flags, uint32_t state)
{
	return flags & MIXCORE_OUTPUT_F_ENDPOINT && state != MIXCORE_OUTPUT_LOST &&
	       state != MIXCORE_OUTPUT_DETACHED;
}

static void check_outputs(struct doctor *d, struct finding *f)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	struct mixcore_default def = MIXCORE_INIT(mixcore_default);
	char name[64];

	if (!d->m->ctx || mixcore_default_get(d->m->ctx, &def)) {
		find(f, NOTE, "the default output is not known");
		return;
	}
	info.id = def.output;
	if (mixcore_output_get(d->m->ctx, &info) || info.id == MIXCORE_OUTPUT_NULL) {
		find(f, BAD, "streams play into the void: no output is the default");
		mend(f, "mixctl output attach hw:0");
		return;
	}
	printable(info.name, sizeof(info.name), name, sizeof(name));
	if (info.flags & MIXCORE_OUTPUT_F_BACKEND || has_process(info.flags, info.state)) {
		find(f, GOOD, "streams play on output %s", name);
		return;
	}
	if (info.flags & MIXCORE_OUTPUT_F_NULL) {
		find(f, NOTE, "streams play on output %s, which only those hear who record it",
		     name);
		mend(f, "mixctl output default OUTPUT");
		return;
	}
	if (info.flags & MIXCORE_OUTPUT_F_ENDPOINT) {
		find(f, BAD, "output %s, where streams play, has lost its process", name);
		return;
	}
	find(f, BAD, "output %s, where streams play, has lost its hardware", name);
	mend(f, "plug it in, then: mixctl output attach HW --name %s", name);
}

/* A line of /proc/asound/pcm: "00-03: HDMI 0 : HDMI 0 : playback 1 : capture 1" */
static bool parse_pcm(const char *line, uint32_t direction, struct mixcore_hw *hw)
{
	*hw = (struct mixcore_hw){ .subdevice = MIXCORE_HW_ANY };
	return sscanf(line, "%d-%d:", &hw->card, &hw->device) == 2 &&
	       strstr(line, direction == MIXCORE_DIRECTION_CAPTURE ? ": capture" : ": playback") &&
	       !mixcore_hw_resolve(hw) && strcmp(hw->id, "Mixcore");
}

/* The first hardware that captures; false when there is none. */
static bool find_microphone(struct doctor *d, struct mixcore_hw *hw)
{
	char path[PATH_MAX], line[256];
	FILE *file = fopen(path_of(d, path, "/proc/asound/pcm"), "re");
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = parse_pcm(line, MIXCORE_DIRECTION_CAPTURE, hw);
	if (file)
		fclose(file);
	return found;
}

/* To have none is no fault. */
static void check_no_input(struct doctor *d, struct finding *f)
{
	struct mixcore_hw hw;
	char name[48];

	if (!find_microphone(d, &hw)) {
		find(f, GOOD, "there is no hardware that captures");
		return;
	}
	mixcore_hw_format(&hw, name, sizeof(name));
	find(f, NOTE, "what is recorded is silence: no input is the default");
	mend(f, "mixctl input attach %s", name);
}

static void check_inputs(struct doctor *d, struct finding *f)
{
	struct mixcore_input_info info = MIXCORE_INIT(mixcore_input_info);
	struct mixcore_default def = MIXCORE_INIT(mixcore_default);
	char name[64];

	if (!d->m->ctx || !has_capture(d->m) || mixcore_default_get(d->m->ctx, &def)) {
		find(f, NOTE, d->m->ctx && !has_capture(d->m) ? "the module does not record" :
		     "the default input is not known");
		return;
	}
	info.id = def.input;
	if (mixcore_input_get(d->m->ctx, &info) || info.id == MIXCORE_INPUT_NULL) {
		check_no_input(d, f);
		return;
	}
	printable(info.name, sizeof(info.name), name, sizeof(name));
	if (info.flags & MIXCORE_OUTPUT_F_BACKEND || has_process(info.flags, info.state)) {
		find(f, GOOD, "applications record input %s", name);
		return;
	}
	if (info.flags & MIXCORE_OUTPUT_F_ENDPOINT) {
		find(f, BAD, "input %s, which applications record, has lost its process", name);
		return;
	}
	find(f, BAD, "input %s, which applications record, has lost its hardware", name);
	mend(f, "plug it in, then: mixctl input attach HW --name %s", name);
}

static bool is_output(struct doctor *d, const struct mixcore_hw *hw)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);

	while (d->m->ctx && !mixcore_output_next(d->m->ctx, &info)) {
		if (output_plays_on(&info, hw))
			return true;
	}
	return false;
}

static bool is_input(struct doctor *d, const struct mixcore_hw *hw)
{
	struct mixcore_input_info info = MIXCORE_INIT(mixcore_input_info);

	while (d->m->ctx && has_capture(d->m) && !mixcore_input_next(d->m->ctx, &info)) {
		if (input_captures_on(&info, hw))
			return true;
	}
	return false;
}

static void describe_owner(struct finding *f, const struct mixcore_hw *hw, uint32_t direction,
			   const struct mixcore_hw_owner *owner)
{
	const bool capture = direction == MIXCORE_DIRECTION_CAPTURE;
	char comm[64], name[48];

	mixcore_hw_format(hw, name, sizeof(name));
	printable(owner->comm, sizeof(owner->comm), comm, sizeof(comm));
	find(f, NOTE, "%s%s is in use by %s (pid %d), so it can not be attached",
	     capture ? "capture of " : "", name, comm, (int)owner->pid);
	mend(f, "stop it (kill %d), or switch that card off in the sound server", (int)owner->pid);
}

/* What a line says of one direction: is there such a PCM? */
static bool check_pcm(struct doctor *d, const char *line, uint32_t direction, struct finding *f)
{
	struct mixcore_hw_owner owner;
	struct mixcore_hw hw;

	if (!parse_pcm(line, direction, &hw))
		return false;
	if (!(direction == MIXCORE_DIRECTION_CAPTURE ? is_input(d, &hw) : is_output(d, &hw)) &&
	    mixcore_hw_get_owner_of(&hw, direction, &owner))
		describe_owner(f, &hw, direction, &owner);
	return true;
}

static void check_hardware(struct doctor *d, struct finding *f)
{
	char path[PATH_MAX], line[256];
	FILE *file = fopen(path_of(d, path, "/proc/asound/pcm"), "re");
	int playback = 0;

	while (file && fgets(line, sizeof(line), file)) {
		check_pcm(d, line, MIXCORE_DIRECTION_CAPTURE, f);
		playback += check_pcm(d, line, MIXCORE_DIRECTION_PLAYBACK, f);
	}
	if (file)
		fclose(file);
	if (*f->text)
		return;
	if (playback)
		find(f, GOOD, "no other program holds the hardware (%d playback PCM%s)", playback,
		     playback == 1 ? "" : "s");
	else
		find(f, NOTE, "there is no hardware that plays");
}

static const struct check {
	const char *name;
	void (*run)(struct doctor *d, struct finding *f);
} checks[] = {
	{ "headers", check_headers },
	{ "module", check_built },
	{ "signature", check_signature },
	{ "loaded", check_loaded },
	{ "version", check_version },
	{ "access", check_access },
	{ "card", check_card },
	{ "udev", check_udev },
	{ "alsa", check_alsa },
	{ "hardware", check_hardware },
	{ "output", check_outputs },
	{ "input", check_inputs },
};

static const char *verdict_name(enum verdict verdict)
{
	return verdict == GOOD ? "good" : verdict == NOTE ? "note" : "bad";
}

static void report(struct mixctl *m, struct json *json, const char *name,
		   const struct finding *f)
{
	char text[sizeof(f->text)];

	if (m->json) {
		json_object(json, NULL);
		json_string(json, "check", name);
		json_string(json, "verdict", verdict_name(f->verdict));
		json_string(json, "text", f->text);
		json_string(json, "mend", f->mend);
		json_object_end(json);
		return;
	}
	if (m->quiet && f->verdict == GOOD)
		return;
	printable(f->text, sizeof(f->text), text, sizeof(text));
	fprintf(m->out, "%-5s %-10s %s\n", verdict_name(f->verdict), name, text);
	if (*f->mend)
		fprintf(m->out, "%16s -> %s\n", "", f->mend);
}

/* Like mixctl_connect(), but a failure is a finding. */
static void connect_quietly(struct doctor *d)
{
	d->version_error = mixcore_open(&d->m->ctx, MIXCORE_OPEN_CONTROL);
	if (d->version_error)
		d->version_error = mixcore_open(&d->m->ctx, 0);
	d->loaded = exists(d, "/sys/module/snd_mixcore") || !d->version_error ||
		    d->version_error == -EPROTO;
}

int cmd_doctor(struct mixctl *m, int argc, char **argv)
{
	struct json json = { .out = m->out };
	struct doctor d = { .m = m };
	int status = MIXCTL_DONE;

	argc = mixctl_options(m, NULL, argc, argv);
	if (argc)
		return argc < 0 ? -argc : mixctl_usage(m, "doctor takes no arguments");
	connect_quietly(&d);
	if (m->json)
		json_array(&json, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		struct finding finding = { 0 };

		checks[i].run(&d, &finding);
		report(m, &json, checks[i].name, &finding);
		if (finding.verdict == BAD)
			status = MIXCTL_REFUSED;
	}
	if (m->json)
		json_array_end(&json);
	return status == MIXCTL_DONE || d.loaded ? status : MIXCTL_NO_MODULE;
}
