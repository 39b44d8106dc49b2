#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "the sequencer" modprobe snd-seq || exit
check "the module loads" load_mixcore || exit
grant_audio
ktap timer /selftests/timer-test
# Each second is one of the processor's here.
export RACE_SECONDS=2
[ "$SIZE" = full ] && export RACE_SECONDS=60
ktap race /selftests/timer-race-test
