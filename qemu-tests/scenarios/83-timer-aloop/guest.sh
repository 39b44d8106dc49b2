#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "the module loads" load_mixcore || exit

loopback() { grep -s "^$1" "/proc/asound/Loopback/pcm0p/sub0/status" | sed 's/.*: *//'; }

# clocked WHAT OPTION...: a loopback card that goes by such a timer.
clocked() {
	_what=$1
	shift
	rm -f /tmp/address
	mixctl timer create clock --every 10ms "$@" >/tmp/address &
	clock=$!
	check "$_what: there is a timer" wait_for '[ -s /tmp/address ]' 5 || return
	address=$(grep -oE 'timer_source=[^ ]+' /tmp/address | head -n 1 | cut -d= -f2)
	note "$_what: $address"
	check "$_what: ALSA lists it" grep -q clock /proc/asound/timers
	check "$_what: a loopback card goes by it" modprobe snd-aloop pcm_substreams=1 \
		"timer_source=$address" || return

	# Its periods are the timer's ticks.
	check "$_what: it is recorded" record /tmp/heard.wav
	check "$_what: what is played ends well" aplay -q -D hw:Loopback,0 \
		--period-size=480 --buffer-size=4800 files/noise.wav
	check "$_what: so does what is recorded" record_end
	check "$_what: it is the same to the last bit" wav_is /tmp/heard.wav files/noise.wav

	# Nobody ticks: it stands still; and goes on. ALSA waits for 1.1 buffers before it gives up.
	aplay -q -D hw:Loopback,0 --period-size=480 --buffer-size=48000 -t raw -f S32_LE -c 2 \
		-r 48000 /dev/zero 2>/tmp/aplay.log &
	player=$!
	check "$_what: an application plays" wait_for '[ "0$(loopback hw_ptr)" -gt 4800 ]' 5
	kill -STOP $clock
	sleep 0.05
	before=$(loopback hw_ptr)
	sleep 0.5
	is "$_what: it stands still without ticks" "$(loopback hw_ptr)" "$before"
	kill -CONT $clock
	check "$_what: and goes on with them" \
		wait_for "[ 0\$(loopback hw_ptr) -gt $((before + 4800)) ]" 5
	# The producer dies below an application that plays: it can be ended, and all unloads.
	kill -KILL $clock
	wait $clock
	check "$_what: the timer has gone" eval '! grep -q clock /proc/asound/timers'
	kill $player
	check "$_what: the application ends" wait_for "! [ -e /proc/$player/exe ]" 5
	wait $player
	check "$_what: the loopback card unloads" rmmod snd-aloop
}

clocked "of the card" --rate 48000 --card
# Linux 6.1 knows no other than timers of cards there.
case $(uname -r) in
6.1.*) ;;
*) clocked "of all" --rate 48000 ;;
esac
