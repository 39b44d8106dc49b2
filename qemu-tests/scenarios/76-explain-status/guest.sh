#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "the test PCM" modprobe snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1 || exit
check "the module loads" load_mixcore || exit
grant_audio
ktap area /selftests/area-test

# Each byte 0x40: a constant, as loud as its peak.
check "an output" attach hw:Test0 --name one
tr '\0' '@' </dev/zero | aplay -q -D hw:Mixcore -t raw -f S16_LE -c 2 -r 48000 - &
check "an application plays" wait_for 'mixctl stream list | grep -q aplay.*running' 5
check "top shows how loud it is" wait_for \
	'mixctl top --once | grep -qE "aplay +running .* -6\.0 +0\.0dB"' 5
check "and at half its volume the output" eval 'mixctl -q stream volume aplay -6dB; wait_for \
	"mixctl top --once | grep -qE \"one +running .* -12\.0 +0\.0dB\"" 5'
check "and nothing that is on the way to be over" eval '! mixctl top --once | grep -q NaN'
killall aplay
wait
mixctl -q output detach one
check "the test PCM unloads" rmmod snd-mixcore-test
