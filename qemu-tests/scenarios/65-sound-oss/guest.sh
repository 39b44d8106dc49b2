#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "the module loads" load_mixcore || exit
check "a cable" mixctl -q output attach null --name cable --rate 48000 || exit
check "streams play there" mixctl -q output default cable
check "OSS emulation" modprobe snd-pcm-oss
ktap oss /selftests/oss-test
is "no xrun" "$(count_xruns)" 0
check "nothing runs any more" wait_for '[ "$(output cable state)" = idle ]' 10
