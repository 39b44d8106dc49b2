#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

# In frames: a slave that wakes often, and one that holds a third of a second.
FAST="--period 256 --buffer 1024 --cycle 64"
SLOW="--period 4096 --buffer 16384 --cycle 1024 --fill 16384"

read -r lengths <files/lengths
play() { aplay -q -D hw:Mixcore "files/$1.wav"; }
# aplay fills its last period with silence; axfer ends with the file's last frame.
play_odd() { axfer transfer playback -q -D hw:Mixcore "files/$1.wav"; }
play_and_detach() { play_odd "$1" && mixctl output detach "$2"; }

# wire_is OPTIONS: the loopback card with these
wire_is() {
	record /tmp/heard.wav
	# shellcheck disable=SC2086
	attach -q hw:Loopback --name wire $1
	_attached=$?
	record_end
	return $_attached
}

# on_wire KIND OPTIONS SECONDS: which it holds at most
on_wire() {
	check "the loopback card becomes an output, $1" wire_is "$2" || return
	for length in $lengths; do
		for player in play play_odd; do
			record /tmp/heard.wav
			check "$1: $length frames $player" $player "$1-$length"
			record_end "$3"
			check "$1: all of them are heard" \
				wav_is /tmp/heard.wav "files/$1-$length-heard.wav"
		done
	done
	for length in $lengths; do
		[ -n "$(output wire state)" ] || wire_is "$2"
		record /tmp/heard.wav
		check "$1: $length frames play, and the output goes" play_and_detach "$1-$length" wire
		record_end
		check "$1: all of them are heard first" \
			wav_is /tmp/heard.wav "files/$1-$length-heard.wav"
	done
}

# on_speaker KIND OPTIONS: judged on the host
on_speaker() {
	for length in $lengths; do
		# shellcheck disable=SC2086
		check "$1: the speaker is free again" attach hw:Intel --name speaker $2
		check "$1: $length frames play, and the speaker goes" \
			play_and_detach "$1-$length" speaker
	done
}

kthread() { grep -lx "mixcore/$1" /proc/[0-9]*/comm | cut -d/ -f3; }
switches() { grep ctxt_switches "/proc/$(kthread "$1")/status" | tr -s '\n\t ' ' '; }
interrupts() { awk '/snd_hda_intel/ { print $2 }' /proc/interrupts; }
wakeups() { echo "$(output "$1" wakeups) $(output "$1" cycles); $(switches "$1")"; }
uptime_ms() { sed 's/^\([0-9]*\)\.\([0-9]*\) .*/\1\20/' /proc/uptime; }
slave_status() { head -n 1 "/proc/asound/$1/pcm0p/sub0/status"; }

# idles NAME CARD
idles() {
	mixctl -q output default "$1"
	check "$1 plays" play tone
	_ended=$(uptime_ms)
	is "$1 runs on for a while" "$(output "$1" state)" running
	# To ask all the time keeps a slow kernel busy.
	sleep 4.3
	is "and on" "$(output "$1" state)" running
	check "then it is idle" wait_for "[ \"\$(output $1 state)\" = idle ]" 4
	_awake=$(($(uptime_ms) - _ended))
	check "after 5 s, not $_awake ms" test $_awake -ge 4900 -a $_awake -le 5300
	is "its slave has stopped" "$(slave_status "$2")" "state: SETUP"
}

# timed COMMAND...: sets took, in ms
timed() {
	_began=$(uptime_ms)
	"$@"
	_status=$?
	took=$(($(uptime_ms) - _began))
	return $_status
}

# wakes NAME: a stream on the sleeping output, and another while it is awake
wakes() {
	mixctl -q output default "$1"
	check "$1 plays again" timed play tone
	_asleep=$took
	check "and again" timed play tone
	check "no sooner than from sleep: in $_asleep ms, then in $took ms" \
		test "$_asleep" -lt $((took + 100))
}

check "the card comes up" hda_setup
check "the module loads" load_mixcore || exit
on_wire fast "$FAST" 0.2
on_wire slow "$SLOW" 0.5
# The emulated card takes up to three of these periods at once.
on_speaker fast "--period 128 --buffer 1024 --cycle 64 --fill 512"
on_speaker slow "$SLOW"
mixctl -q output detach wire

# The null output has nothing to play out, and does not wait.
check "a stream on the null output ends" play tone
is "its clock stops" "$(output null state)" idle

check "the speaker is attached" attach hw:Intel --name speaker || exit
check "the wire is attached" wire_is "$SLOW" || exit
is "5 s until idle" "$(output speaker idle_ms)" 5000
idles speaker Intel
idles wire Loopback
before="$(wakeups null), $(wakeups speaker), $(wakeups wire), $(interrupts) interrupts"
sleep 10
is "no wake-up, no interrupt in 10 s" \
	"$(wakeups null), $(wakeups speaker), $(wakeups wire), $(interrupts) interrupts" "$before"
note "$before"
wakes speaker
wakes wire
