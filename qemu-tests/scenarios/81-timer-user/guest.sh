#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "the sequencer" modprobe snd-seq || exit
check "the module loads" load_mixcore || exit
grant_audio
ktap timer /selftests/timer-test
ktap race /selftests/timer-race-test
