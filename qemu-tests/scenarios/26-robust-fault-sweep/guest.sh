#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "the test PCM" modprobe snd-mixcore-test cards=3 || exit
MODULE=$(find /lib/modules -name snd-mixcore.ko)
[ "$SIZE" = full ] && STEP=1 || STEP=5
export MODULE STEP
ktap load /selftests/fault-load-test
no_leak 'do_init_module|delete_module' "loading and unloading"

check "the module loads" load_mixcore streams=4 || exit
ktap sweep /selftests/fault-sweep-test
no_leak 'snd_mixcore' "the module"
