#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

[ "$SIZE" = full ] && time="3600 60" || time="20 4"
# A kernel with every check is too slow to feed more of them in time.
slow && streams=8 || streams=32

check "the test PCM" modprobe snd-mixcore-test || exit
check "the module loads" load_mixcore || exit
# shellcheck disable=SC2086
ktap soak /selftests/soak-test $time 1 $streams
