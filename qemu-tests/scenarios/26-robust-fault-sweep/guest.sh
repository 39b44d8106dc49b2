#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

# Nothing of the module's may be lost. Young objects may not have been linked yet.
no_leak() {
	sleep 6
	echo scan >/sys/kernel/debug/kmemleak
	sleep 6
	echo scan >/sys/kernel/debug/kmemleak
	cat /sys/kernel/debug/kmemleak >/tmp/leaks
	grep -E -B 6 -A 12 "$1" /tmp/leaks | head -n 60 | sed 's/^/# /'
	check_fails "kmemleak has found nothing of $2" grep -qE "$1" /tmp/leaks
	echo clear >/sys/kernel/debug/kmemleak
}

check "the test PCM" modprobe snd-mixcore-test cards=3 || exit
MODULE=$(find /lib/modules -name snd-mixcore.ko)
[ "$SIZE" = full ] && STEP=1 || STEP=5
export MODULE STEP
ktap load /selftests/fault-load-test
no_leak 'do_init_module|delete_module' "loading and unloading"

check "the module loads" load_mixcore streams=4 || exit
ktap sweep /selftests/fault-sweep-test
no_leak 'snd_mixcore' "the module"
