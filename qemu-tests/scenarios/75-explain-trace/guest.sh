#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

TRACE=/sys/kernel/tracing
LOG=/tmp/trace.log

check "a test PCM" modprobe snd-mixcore-test cards=1 || exit
check "the module loads" load_mixcore || exit
check "tracing is there" eval "[ -d $TRACE/events ] || mount -t tracefs none $TRACE" || exit
set -- $TRACE/events/mixcore/*/
is "there are six events" $# 6

cycles() { output speaker cycles; }
events() { grep -c " mixcore_$1: $2" $LOG; }

check "an output" attach hw:Test0 --name speaker --period 256 --buffer 2048
output=$(output speaker id)
before=$(cycles)
echo 1 >$TRACE/events/mixcore/enable
check "a file is played" eval 'dd if=/dev/zero bs=192000 count=1 2>/dev/null |
	aplay -q -D hw:Mixcore -t raw -f S16_LE -c 2 -r 48000'
check "its volume is set" mixctl -q output volume speaker -6dB
# Nothing is written but the beginning: it runs dry.
dd if=/dev/zero bs=40000 count=1 2>/dev/null >/tmp/short.raw
{ cat /tmp/short.raw; sleep 1; } | aplay -q -D hw:Mixcore -t raw -f S16_LE -c 2 -r 48000 \
	--period-size=1024 --buffer-size=4096 2>/dev/null
check "the card is unplugged" eval 'echo 1 >/sys/kernel/debug/snd-mixcore-test/card0/vanish'
check "which is noticed" wait_for '[ "$(output speaker state)" = lost ]' 5
echo 0 >$TRACE/events/mixcore/enable
cat $TRACE/trace >$LOG
is "nothing was lost" "$(sed -n 's/^# entries-in-buffer.*: *\([0-9]*\)\/\([0-9]*\) .*/\1 \2/p' $LOG |
	awk '{ print $1 == $2 }')" 1
begun=$(events cycle_begin "output=$output frames=256 err=0")
is "each cycle is told" "$begun" $(($(cycles) - before))
is "and its end" "$(events cycle_end "output=$output frames=256")" "$begun"
is "begin and end take turns" "$(awk -v id="output=$output" '
	index($0, id) && /mixcore_cycle_begin/ { if (open++) wrong++ }
	index($0, id) && /mixcore_cycle_end/ { if (--open) wrong++ }
	END { print wrong + open + 0 }' $LOG)" 0
check "the clock is the backend" test "$(events clock "output=$output clock=backend")" -ge 1
check "and then the timer, or stands" test "$(events clock "output=$output clock=[in]")" -ge 1
check "positions are told" test "$(events backend_pointer "output=$output queued=[0-9]* ")" -ge "$begun"
is "the volume is a change" "$(events change "output=$output to=0 generation=[0-9]* what=0x1$")" 1
is "so are two streams that came" "$(events change 'stream=.* what=0x10000')" 2
is "and went" "$(events change 'stream=.* what=0x0')" 2
check "the xrun is told" test "$(events xrun 'stream=[0-9]* count=1')" -ge 1
mixctl -q output detach speaker
check "the test PCM unloads" rmmod snd-mixcore-test
