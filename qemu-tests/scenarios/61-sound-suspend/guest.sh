#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

uptime_ms() { sed 's/^\([0-9]*\)\.\([0-9]*\) .*/\1\20/' /proc/uptime; }
frames() { stream "$1" frames; }
# sleep_to STATE SECONDS: devices are suspended and resumed as for a real sleep, but
# between them the machine stays awake.
sleep_to() {
	echo "$2" >/sys/module/suspend/parameters/pm_test_delay
	echo devices >/sys/power/pm_test && echo "$1" >/sys/power/state
}

# sleeps STATE SECONDS: with two applications playing, one by read/write, one by mmap
sleeps() {
	aplay -q -D hw:Mixcore files/440.wav 2>/tmp/440.log &
	first=$!
	aplay -q -M -D hw:Mixcore files/1000.wav 2>/tmp/1000.log &
	second=$!
	check "two applications play" wait_for '[ "$(frames $second)" -gt 48000 ]' 5
	check "sleep ($1)" sleep_to "$1" "$2"
	_woke=$(uptime_ms)
	_first=$(frames $first)
	_second=$(frames $second)
	check "awake, both play on" wait_for \
		"[ \$(frames $first) -gt $((_first + 4800)) ] &&
		[ \$(frames $second) -gt $((_second + 4800)) ]" 2
	note "after $(($(uptime_ms) - _woke)) ms"
	is "on the speaker" "$(output speaker state)" running
	both_end
}

check "the card comes up" hda_setup
check "the module loads" load_mixcore || exit
check "the card becomes an output" attach hw:Intel --name speaker || exit
states=$(cat /sys/power/state)
note "the machine can do: $states"
check "the machine can sleep" grep -q freeze /sys/power/state
sleeps freeze 1
case $states in
*mem*) sleeps mem 0 ;;
*) sleeps freeze 0 ;;
esac

# Asleep while idle, and while nothing but the null output plays.
check "the output idles" wait_for '[ "$(output speaker state)" = idle ]' 8
check "sleep while idle" sleep_to freeze 0
is "still idle" "$(output speaker state)" idle
check "it plays afterwards" aplay -q -D hw:Mixcore -d 1 files/440.wav
mixctl -q output detach speaker
aplay -q -D hw:Mixcore -d 2 files/440.wav 2>/tmp/null.log &
player=$!
check "an application plays on the null output" \
	wait_for '[ "$(frames $player)" -gt 24000 ]' 5
check "sleep" sleep_to freeze 0
wait $player
is "it ends well" $? 0
says_nothing /tmp/null.log
