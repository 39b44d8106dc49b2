#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "the test PCM" modprobe snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1 || exit
check "the module loads" load_mixcore || exit
grant_audio
ktap xrun /selftests/xrun-test
ktap culprit /selftests/culprit-test

# A program that is stopped while it plays.
check "an output" attach hw:Test0 --name one
aplay -q -D hw:Mixcore -t raw -f S16_LE -c 2 -r 48000 /dev/zero &
player=$!
check "an application plays" wait_for '[ "$(stream $player frames)" -gt 4800 ]' 5
kill -STOP $player
check "stopped it has an xrun" wait_for '[ "$(stream $player xruns)" -eq 1 ]' 5
kill -CONT $player
mixctl xruns -v --count 1 | tr -s ' \n' ' ' >/tmp/xruns
check "it was late" grep -q 'aplay ran dry the application was late - cycles came in time, application woken' /tmp/xruns
check "why says so, too" eval 'mixctl why aplay | tr -s " \n" " " | grep -q "the latest .*: the application was late"'
check "the flight recorder has its cycles" eval 'mixctl xruns --flight one --json --count 8 |
	grep -c "\"cycle\"" | grep -qx 8'
kill $player
wait $player
mixctl -q output detach one
check "the test PCM unloads" rmmod snd-mixcore-test
