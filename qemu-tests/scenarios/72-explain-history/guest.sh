#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "two test PCMs" modprobe snd-mixcore-test cards=2 || exit
check "the module loads" load_mixcore || exit
grant_audio
ktap rules /selftests/history-test
ktap random /selftests/history-random-test

# says WHAT VERB: in one line, mixctl why says of this that mixctl VERB made it so, just now.
why() { mixctl why "$@" | tr -s ' \n' ' '; }
says() {
	_of=$1
	shift
	# shellcheck disable=SC2086
	why $_of | grep -qE " $1 [0-9]+ s ago \([0-9:]+\) by mixctl \([0-9]+, root\): \"mixctl $2\""
}

check "two outputs" eval 'attach hw:Test0 --name one && attach hw:Test1 --name two' || exit
aplay -q -D hw:Mixcore -t raw -f S16_LE -c 2 -r 48000 /dev/zero &
player=$!
check "an application plays" wait_for '[ "$(stream $player frames)" -gt 4800 ]' 5
check "its volume is set" mixctl -q stream volume aplay -6dB
check "it is moved" mixctl -q stream move aplay two
check "it plays on the other one, too" mixctl -q route add aplay one --delay 20ms
check "the output is made softer" mixctl -q output volume two -3dB
check "and gets a limiter" mixctl -q output limiter two on
check "why has its volume" says aplay 'volume -6\.0dB' 'stream volume'
check "why has its output" says aplay 'plays on two,one' 'stream move'
check "why has its route" says aplay 'role follows' 'route add'
check "why has the output's volume" says aplay 'volume -3\.0dB' 'output volume'
check "why has the output's limiter" says 'output two' 'limiter on, 0\.0dB now, 0 frames made softer' 'output limiter'
check "why has who plays there" eval 'why output two | grep -q aplay'
check "why has the rate" says 'output one' 'rate 48000 Hz, fixed' 'output attach'
check "the last one to change it is meant" eval 'mixctl -q stream volume aplay -9dB &&
	says aplay "volume -9\.0dB" "stream volume"'
kill $player
wait $player
mixctl -q output detach one
mixctl -q output detach two
check "the test PCMs unload" rmmod snd-mixcore-test
