#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "four test PCMs" modprobe snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1 || exit
check "the module loads" load_mixcore || exit
ktap swap /selftests/swap-test

# An unmodified application notices neither other hardware nor other parameters.
backend() { output out "$1"; }
plays_on() {
	wait_for '[ "$(backend state)" = running ]' 5 &&
		wait_for "grep -q RUNNING /proc/asound/$1/pcm0p/sub0/status" 5
}
play_on() { wait_for "[ \$(stream $player frames) -gt $(($(stream $player frames) + 12000)) ]" 5; }

check "an output" attach -q hw:Test0 --name out
aplay -D hw:Mixcore -d 10 -t raw -f S32_LE -c 2 -r 48000 /dev/zero 2>/tmp/aplay.log &
player=$!
check "aplay plays" wait_for '[ "$(stream $player state)" = running ]' 5
id=$(backend id)
check "another card" mixctl output swap out hw:Test1
check "plays" plays_on Test1
play_on
check "the same card with other periods" mixctl output swap out hw:Test1 --period 512 --cycle 128
is "has them" "$(backend period_frames) $(backend cycle_frames)" "512 128"
check "plays" plays_on Test1
play_on
check_fails "a format it has not" mixctl output swap out hw:Test1 --format U8 --period 1024
is "it is as it was" "$(backend period_frames) $(backend cycle_frames)" "512 128"
check "plays" plays_on Test1
play_on
check "back to the first card" mixctl output swap out hw:Test0
check "and at once to the other" mixctl output swap out hw:Test1
check "plays" plays_on Test1
is "the same output" "$(backend id) $(backend flags)" "$id [default"
is "aplay had no xrun" "$(stream $player xruns) $(stream $player silence_frames)" "0 0"
check "aplay ends well" wait $player
check_fails "without a word of an underrun" grep -i underrun /tmp/aplay.log
is "the output had none" "$(backend xruns)" 0
check "an output without streams" mixctl output volume out -6dB
check "keeps its volume with other periods" mixctl output swap out hw:Test1 --period 1024
is "which is" "$(mixctl output volume out)" \
	"out: -6.0dB, idle after 5000 ms, fill $(backend fill_frames)"
is "and stays the default output" "$(mixctl output default)" out
check "it is detached" mixctl -q output detach out
check "the test PCMs unload" rmmod snd-mixcore-test
