// SPDX-License-Identifier: LGPL-2.1-or-later
/* Errors in words. */
#include <errno.h>

#include "internal.h"
#include "test.h"

int main(void)
{
	CHECK_STR(mixcore_error_text(MIXCORE_CALL_OPEN, -ENOENT),
		  "the module snd-mixcore is not loaded");
	CHECK_STR(mixcore_error_text(MIXCORE_CALL_OPEN, ENOENT),
		  "the module snd-mixcore is not loaded");
	CHECK_STR(mixcore_error_text(MIXCORE_CALL_OUTPUT_DETACH, -ENOENT),
		  "there is no such output");
	/* A PCM of the other direction, both ways. */
	CHECK_STR(mixcore_error_advice(MIXCORE_CALL_OUTPUT_ATTACH, -EXDEV),
		  "make it an input: mixctl input attach");
	CHECK_STR(mixcore_error_advice(MIXCORE_CALL_INPUT_ATTACH, -EXDEV),
		  "make it an output: mixctl output attach");
	/* Not in the table of this call, but in that of all calls. */
	CHECK_STR(mixcore_error_text(MIXCORE_CALL_OUTPUT_DETACH, -ENOMEM), "out of memory");
	/* In no table. */
	CHECK_STR(mixcore_error_text(MIXCORE_CALL_OUTPUT_DETACH, -ENOTDIR), "Not a directory");
	CHECK_STR(mixcore_error_advice(MIXCORE_CALL_OUTPUT_DETACH, -ENOTDIR), "");
	CHECK_STR(mixcore_error_text(MIXCORE_CALL_OTHER, -123456), "unknown error");
	CHECK_STR(mixcore_error_advice(MIXCORE_CALL_STREAM_SET, -EPERM), "run it as root");
	CHECK_STR(mixcore_error_text(MIXCORE_CALL_LOOPBACK_SET, -ENOSPC),
		  "there are 64 loopbacks already");
	CHECK_STR(mixcore_error_advice(MIXCORE_CALL_LOOPBACK_SET, -EPERM), "run it as root");
	CHECK_STR(mixcore_error_text(MIXCORE_CALL_XRUNS, -ENOTTY),
		  "the loaded module keeps no reports of xruns");
	CHECK_STR(mixcore_error_text(MIXCORE_CALL_STATUS_OPEN, -ENOTSUP),
		  "the loaded module has no meters");
	CHECK_STR(mixcore_error_text(MIXCORE_CALL_TIMER_CREATE, -EEXIST),
		  "another timer has this name");
	CHECK_STR(mixcore_error_advice(MIXCORE_CALL_TIMER_TRIGGER, -EAGAIN),
		  "trigger later: frames are told when they have gone by");
	CHECK_STR(mixcore_error_text(MIXCORE_CALL_TIMER_GET, -ENOENT), "there is no such timer");
	CHECK_STR(mixcore_error_advice(MIXCORE_CALL_ENDPOINT_CREATE, -EPERM), "run it as root");
	CHECK_STR(mixcore_error_text(MIXCORE_CALL_ENDPOINT_ADOPT, -EBUSY),
		  "a program has this endpoint");
	CHECK_STR(mixcore_error_text(MIXCORE_CALL_ENDPOINT_TRIGGER, -ENODEV),
		  "the endpoint was detached");
	for (int error = 1; error < 134; error++) {
		for (int call = 0; call <= MIXCORE_CALL_TIMER_GET; call++)
			CHECK(*mixcore_error_text(call, error));
	}
	return TEST_END();
}
