// SPDX-License-Identifier: LGPL-2.1-or-later
/* Hardware names. */
#include <errno.h>

#include "fake_kernel.h"
#include "test.h"

static void check_name(const char *name, const char *id, int card, int device, int subdevice)
{
	struct mixcore_hw hw;

	CHECK_INT(mixcore_hw_parse(name, &hw), 0);
	CHECK_STR(hw.id, id);
	CHECK_INT(hw.card, card);
	CHECK_INT(hw.device, device);
	CHECK_INT(hw.subdevice, subdevice);
}

static void names_are_read(void)
{
	check_name("hw:0", "", 0, 0, -1);
	check_name("hw:0,1", "", 0, 1, -1);
	check_name("hw:31,10,7", "", 31, 10, 7);
	check_name("hw:Intel", "Intel", -1, 0, -1);
	check_name("hw:Intel,0", "Intel", -1, 0, -1);
	check_name("hw:CARD=Intel,DEV=0", "Intel", -1, 0, -1);
	check_name("hw:DEV=3,CARD=1", "", 1, 3, -1);
	check_name("hw:CARD=Loopback,DEV=1,SUBDEV=2", "Loopback", -1, 1, 2);
	check_name("hw:U0x46d0x81b", "U0x46d0x81b", -1, 0, -1);
}

static void nonsense_is_refused(void)
{
	static const char *const invalid[] = {
		"", "hw", "hw:", "hw:,", "hw:0,", "hw:0,1,2,3", "hw:32", "hw:-1", "hw:0,-1",
		"hw:../x", "hw:a b", "plughw:0", "default", "hw:DEV=1", "hw:CARD=0,CARD=1",
		"hw:0,CARD=1", "hw:0,99999999999999", "hw:0x1",
	};
	struct mixcore_hw hw;

	for (size_t i = 0; i < ARRAY_SIZE(invalid); i++) {
		if (mixcore_hw_parse(invalid[i], &hw) == -EINVAL)
			continue;
		fprintf(stderr, "'%s' is taken for a name\n", invalid[i]);
		test_failures++;
	}
	CHECK_INT(mixcore_hw_parse("hw:sixteencharacter", &hw), -ENAMETOOLONG);
	CHECK_INT(mixcore_hw_parse("hw:fifteencharacte", &hw), 0);
}

static void cards_are_found(void)
{
	struct mixcore_hw hw;
	char text[32];

	fake_reset();
	fake_add_card(2, "Intel");
	CHECK_INT(mixcore_hw_parse("hw:Intel,3", &hw), 0);
	CHECK_INT(mixcore_hw_resolve(&hw), 0);
	CHECK_INT(hw.card, 2);
	CHECK_INT(mixcore_hw_parse("hw:2", &hw), 0);
	CHECK_INT(mixcore_hw_format(&hw, text, sizeof(text)), 6);
	CHECK_STR(text, "hw:2,0");
	CHECK_INT(mixcore_hw_resolve(&hw), 0);
	CHECK_STR(hw.id, "Intel");
	mixcore_hw_format(&hw, text, sizeof(text));
	CHECK_STR(text, "hw:Intel,0");
	CHECK_INT(mixcore_hw_parse("hw:3", &hw), 0);
	CHECK_INT(mixcore_hw_resolve(&hw), -ENODEV);
	CHECK_INT(mixcore_hw_parse("hw:Other", &hw), 0);
	CHECK_INT(mixcore_hw_resolve(&hw), -ENODEV);
	/* Folders that are no cards. */
	CHECK_INT(mixcore_hw_parse("hw:card2", &hw), 0);
	CHECK_INT(mixcore_hw_resolve(&hw), -ENODEV);
}

static void check_output_name(struct mixcore_hw hw, const char *expected)
{
	char name[MIXCORE_NAME_LEN];

	mixcore_hw_output_name(&hw, name);
	CHECK_STR(name, expected);
}

static void outputs_get_names(void)
{
	check_output_name((struct mixcore_hw){ 0, 0, -1, "Intel" }, "intel");
	check_output_name((struct mixcore_hw){ 0, 3, -1, "NVidia" }, "nvidia-3");
	check_output_name((struct mixcore_hw){ 0, 0, 2, "Loopback" }, "loopback-0-2");
	check_output_name((struct mixcore_hw){ 0, 0, -1, "Null" }, "null-0");
	check_output_name((struct mixcore_hw){ 0, 0, -1, "a b\xc3\xa4" }, "a-b--");
	check_output_name((struct mixcore_hw){ 0, 2147483646, 2147483646, "Fifteen_letters" },
			  "fifteen_letters-2147483646-");
}

static void owners_are_named(void)
{
	struct mixcore_hw hw = { .card = 1, .device = 0, .subdevice = -1 };
	struct mixcore_hw_owner owner;

	fake_reset();
	fake_add_card(1, "Intel");
	CHECK_INT(mixcore_hw_get_owner(&hw, &owner), 0);
	fake_own(1, 0, 0, 4711, "pipewire");
	CHECK_INT(mixcore_hw_get_owner(&hw, &owner), 1);
	CHECK_INT(owner.pid, 4711);
	CHECK_STR(owner.comm, "pipewire");
	hw.subdevice = 1;
	CHECK_INT(mixcore_hw_get_owner(&hw, &owner), 0);
}

int main(void)
{
	names_are_read();
	nonsense_is_refused();
	cards_are_found();
	outputs_get_names();
	owners_are_named();
	return TEST_END();
}
