#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "the test PCM" modprobe snd-mixcore-test cards=3 || exit
check "the module loads" load_mixcore streams=4 || exit
[ "$SIZE" = full ] && STEP=1 || STEP=3
export STEP
ktap sweep /selftests/fault-sweep-producer-test
no_leak 'snd_mixcore' "the module"
