#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "a test PCM" modprobe snd-mixcore-test cards=4 || exit
check_fails "another word is refused" modprobe snd-mixcore monitor_access=some
check "the module loads" load_mixcore || exit
grant_audio
is "recorders hear their own uid" "$(cat /sys/module/snd_mixcore/parameters/monitor_access)" uid
ktap uid /selftests/capture-access-test
for mode in all none; do
	check "the module unloads" rmmod snd-mixcore
	check "and loads with $mode" load_mixcore monitor_access=$mode
	grant_audio
	ktap $mode /selftests/capture-mode-test
done
check "the test PCM unloads" rmmod snd-mixcore-test
