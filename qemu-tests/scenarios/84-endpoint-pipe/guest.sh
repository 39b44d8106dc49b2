#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/judges.sh

case $SIZE in
full) LOOPED=125 ;;
*) LOOPED=5 ;;
esac

# begins WHAT NAME OPTION...: a program, until ends; it is the default output or input then.
begins() {
	what=$1
	shift
	rm -f /tmp/device.out
	"$@" >/tmp/device.out 2>/tmp/device.log &
	device=$!
	check "$* begins" wait_for 'grep -q "^'"$what"' [0-9]* (endpoint" /tmp/device.out' 5 || return
	check "it is an $what" mixctl -q "$what" default "$(sed -n 's/.*(endpoint \(.*\)).*/\1/p' /tmp/device.out)"
}

# ends [SIGNAL]: asked to, or by itself, and well.
ends() {
	[ -z "$1" ] || kill "-$1" $device
	wait $device
	is "it ends well" $? 0
	says_nothing /tmp/device.log
	note "$(tail -n 1 /tmp/device.out)"
	check "nothing was lost" grep -q ' frames, 0 overruns, 0 frames lost$' /tmp/device.out
}

check "the module loads" load_mixcore || exit

# What is played is in the file.
begins output mixcore-pipe --name wav out /tmp/16.wav
check "aplay plays" aplay -q -D hw:Mixcore files/16.wav
ends TERM
exact "every sample is in the WAV file" /tmp/16.wav files/16.wav
begins output mixcore-pipe --format S32_LE --block 100 out /tmp/32.wav
check "aplay plays 32 bits" aplay -q -D hw:Mixcore files/32.wav
ends INT
exact "every sample is in that file" /tmp/32.wav files/32.wav
begins output mixcore-pipe --format S24_LE out /tmp/24.wav
check "aplay plays 16 bits" aplay -q -D hw:Mixcore files/16.wav
ends TERM
exact "as 24 bits they are the same" /tmp/24.wav files/16.wav

# A pipe: the reader goes first, and that is an end like others.
mixcore-pipe out - 2>/tmp/device.log | head -c 100000 >/tmp/pipe.raw &
reader=$!
check "a reader that has enough ends it" wait $reader
is "it has got all that it wanted" "$(stat -c %s /tmp/pipe.raw)" 100000
check "no output is left" wait_for '! mixctl output list | grep -q pipe' 2

# As fast as aplay plays, which never runs dry.
faster() {
	took=$(cut -d . -f 1 /proc/uptime)
	check "aplay plays long.wav" aplay -q -D hw:Mixcore files/long.wav
	took=$(($(cut -d . -f 1 /proc/uptime) - took))
	length=$(($(stat -c %s files/long.wav) / 192000))
	note "$length s of sound took $took s"
}
begins output mixcore-pipe --fast out /tmp/long.wav
faster
check "in less than a third of its time" test $((took * 3)) -lt "$length"
ends TERM
exact "every sample is in the file" /tmp/long.wav files/long.wav
grant_audio
begins output as_user alice mixcore-pipe --name alices --fast out /tmp/alices.wav
faster
check "alice may be at most twice as fast" test "$took" -ge $((length / 2 - 1))
killall mixcore-pipe
ends
exact "every sample is in hers" /tmp/alices.wav files/long.wav

# It may stay, and others say when it goes.
begins output mixcore-pipe --name stays --keep out /tmp/stays.wav
ends TERM
is "it is lost" "$(output stays state)" lost
check "until somebody detaches it" mixctl output detach stays

# What is in the file is captured. As fast as it is recorded: from the very first frame, as it waits.
begins input mixcore-pipe --name wav --fast in files/16.wav
listen fast hw:Mixcore,0 --buffer-size=24000
ends
heard fast
exact "every sample is recorded, faster than real time" /tmp/fast.wav files/16.wav

# In real time; silence comes first, so that it is recorded from the beginning.
begins input mixcore-pipe --name led in files/led.wav
listen led hw:Mixcore,0 --buffer-size=24000
ends
heard led
exact "every sample is recorded in real time" /tmp/led.wav files/32.wav
begins input sh -c 'mixcore-pipe --rate 48000 --channels 2 --format S32_LE in - <files/led.raw'
listen raw hw:Mixcore,0 -M --buffer-size=24000
ends
heard raw
exact "so it is out of a pipe" /tmp/raw.wav files/32.wav
begins input mixcore-pipe --name again --loop in files/16.wav
listen again hw:Mixcore,0
sleep "$LOOPED"
heard again
ends INT
check "in a loop it is recorded, too" soundcheck find files/16.wav /tmp/again.wav

# Tones: each channel has its own.
begins input mixcore-tone --frequency 440,997.5 --level -6 --duration 4
listen tones hw:Mixcore,0
ends
heard tones
tone "it is on the left" /tmp/tones.wav 440:-6 2 --channel 0 --from 0.1
tone "another on the right" /tmp/tones.wav 997.5:-6 2 --channel 1 --from 0.1
check_fails "a rate of 5 is refused" mixcore-tone --rate 5 --frequency 1
is "and it is said why" "$(grep -c 'outside the limits' /tmp/check.out)" 1

no_xruns
