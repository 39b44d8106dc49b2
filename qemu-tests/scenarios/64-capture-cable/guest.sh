#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

# Frames as text, from the first one that is not silent on.
frames() { od -A n -t d2 -v -w4 "$1" | awk '$1 != 0 || $2 != 0 { begun = 1 } begun'; }
recorder() { sed -n 's/^state: //p' "/proc/asound/Mixcore/pcm1c/sub$1/status"; }

RAW="-q -t raw -f S16_LE -c 2 -r 48000"

check "the module loads" load_mixcore || exit
check "a cable" mixctl -q output attach null --name cable --rate 48000 || exit
is "it is not the default output" "$(mixctl output default)" null
check "now it is" mixctl -q output default cable

# What arecord records is what aplay plays, with other periods, in whatever order they begin.
# shellcheck disable=SC2086
arecord $RAW -D hw:Mixcore,1 --period-size=480 --buffer-size=4800 -s 72000 /tmp/first.raw &
first=$!
check "it records before anything plays" wait_for '[ "$(recorder 0)" = RUNNING ]' 5
# shellcheck disable=SC2086
aplay $RAW -D hw:Mixcore --period-size=256 --buffer-size=1024 files/noise.raw &
player=$!
# shellcheck disable=SC2086
arecord $RAW -D hw:Mixcore,1 --period-size=1000 --buffer-size=8000 -s 12000 /tmp/second.raw &
second=$!
check "aplay ends well" wait $player
check "one that began late ends well" wait $second
check "the first one ends well" wait $first
frames files/noise.raw >/tmp/played
frames /tmp/first.raw | head -n "$(wc -l </tmp/played)" >/tmp/heard
check "what was played was heard, to the last bit" cmp /tmp/played /tmp/heard
frames /tmp/second.raw >/tmp/part
at=$(grep -n -m 1 -x -e "$(head -n 1 /tmp/part)" /tmp/played | cut -d : -f 1)
tail -n "+$at" /tmp/played | head -n "$(wc -l </tmp/part)" >/tmp/heard
check "and a part of it by who began late" cmp /tmp/part /tmp/heard
is "all of it" "$(wc -l </tmp/part)" 12000

# shellcheck disable=SC2086
check "the null input" arecord $RAW -D hw:Mixcore,0 -s 12000 /tmp/null.raw
is "is silence, for as long" "$(od -A n -t d2 -v -w4 /tmp/null.raw | sort | uniq -c | tr -s ' ')" \
	" 12000 0 0"
# By the names that convert, at any rate.
for name in mixcore_monitor mixcore; do
	arecord -q -D $name -f cd -s 22050 /tmp/cd.wav &
	recorder=$!
	if [ $name = mixcore_monitor ]; then
		check "what is heard is told" wait_for 'mixctl monitor list | grep -q arecord' 5
		check "now it records the null input" mixctl -q stream source arecord input null
	fi
	check "$name records" wait $recorder
	is "half a second of it" "$(wc -c </tmp/cd.wav)" $((22050 * 4 + 44))
done
check "nothing runs any more" wait_for '[ "$(output cable state)" = idle ]' 10
