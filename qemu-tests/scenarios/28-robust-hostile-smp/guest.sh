#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

seed=$(tr " " "\n" </proc/cmdline | sed -n "s,^HOSTILE_SEED=,,p")
[ "$SIZE" = full ] && HOSTILE_SECONDS=200 || HOSTILE_SECONDS=20
export HOSTILE_SEED="${seed:-2}" HOSTILE_SECONDS HOSTILE_REALTIME=1

check "the test PCM" modprobe snd-mixcore-test cards=4 batch=0,0,1,0 nonatomic=0,0,0,1 || exit
check "the module loads" load_mixcore || exit
grant_audio
# Of those who have a call write over their own stack the log is not to tell: no fault of the kernel's.
echo 0 >/proc/sys/debug/exception-trace
ktap hostile /selftests/hostile-test
