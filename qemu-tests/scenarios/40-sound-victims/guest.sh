#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

[ "$SIZE" = full ] && rounds=20 || rounds=1
cp asound.conf /etc/asound.conf
RAW="-q -D hw:Mixcore -t raw -f S16_LE -c 2 -r 48000"

# Left and right come apart: heard-0.wav, heard-1.wav.
record_sides() {
	axfer transfer capture -q -I -D hw:Loopback,1 -f S32_LE -c 2 -r 48000 -t wav \
		/tmp/heard.wav 2>/tmp/axfer.log &
	# shellcheck disable=SC2034
	recorder=$!	# for record_end
	wait_for 'grep -q RUNNING /proc/asound/Loopback/pcm1c/sub0/status' 5
}

# The exact stream: a second of noise again and again, until /tmp/enough exists;
# /tmp/expected.wav has what is to be heard of it.
feed() {
	cat files/head.wav >/tmp/expected.wav
	while ! [ -e /tmp/enough ]; do
		cat files/left.raw || break
		cat files/left-heard.raw >>/tmp/expected.wav
	done
}

# victim COMMAND...: it runs in the background as $victim, its stream is at work
victim() {
	"$@" 2>>/tmp/victims.log &
	victim=$!
	wait_for "[ \"\$(stream $victim state)\" = running ]" 5
	# Heard for a while.
	wait_for "[ \"\$(stream $victim frames)\" -gt 4800 ]" 5
}
streams() { mixctl --json stream list | grep -c '^    "pid"'; }
gone() { wait_for "[ -z \"\$(stream $1 state)\" ]" 5; }

check "the module loads" load_mixcore || exit
record_sides
check "the loopback card becomes an output" attach hw:Loopback --name wire || exit
mkfifo /tmp/exact
feed >/tmp/exact &
# shellcheck disable=SC2086
aplay $RAW /tmp/exact 2>/tmp/exact.log &
exact=$!
check "the exact stream plays" wait_for '[ "$(stream $exact state)" = running ]' 5

# Killed, one and four at a time, with rings small and large.
for ring in "--buffer-size=1024 --period-size=256" "--buffer-time=500000" "-M"; do
	# shellcheck disable=SC2086
	check "a victim plays ($ring)" victim aplay -q -D hw:Mixcore $ring files/right.wav
	kill -9 "$victim"
	check "killed, it goes at once" gone "$victim"
done
for _ in $(seq "$rounds"); do
	herd=
	for _ in 1 2 3 4; do
		victim aplay -q -D hw:Mixcore files/right.wav
		herd="$herd $victim"
	done
	is "four victims play" "$(streams)" 5
	# shellcheck disable=SC2086
	kill -9 $herd
	check "killed together, they go" wait_for '[ "$(streams)" -eq 1 ]' 5
done

# Stopped: it feeds no more, and goes on when it may.
check "a victim plays" victim aplay -q -D hw:Mixcore --buffer-size=4800 files/right.wav
kill -STOP "$victim"
check "stopped, it runs dry" wait_for '[ "$(stream "$victim" state)" = xrun ]' 5
is "that is its own xrun" "$(stream "$victim" xruns)" 1
kill -CONT "$victim"
check "continued, it plays again" wait_for '[ "$(stream "$victim" state)" = running ]' 5
is "nobody else had one" "$(stream $exact xruns) $(output wire xruns)" "0 0"
kill -9 "$victim"

# Idlers: opened; with parameters; with something queued and never started.
mkfifo /tmp/never /tmp/nothing /tmp/little
# shellcheck disable=SC2086
aplay $RAW /tmp/never &
opened=$!
# shellcheck disable=SC2086
aplay $RAW /tmp/nothing &
ready=$!
# shellcheck disable=SC2086
aplay $RAW /tmp/little &
queued=$!
exec 3>/tmp/nothing 4>/tmp/little
head -c 38400 files/right.wav >&4
check "one opens and does nothing" wait_for '[ "$(stream $opened state)" = open ]' 5
check "one sets its parameters and does nothing" \
	wait_for '[ "$(stream $ready state)" = ready ]' 5
check "one queues a little and does nothing" \
	wait_for '[ "$(stream $queued queued_frames)" -gt 0 ]' 5
is "it does not play" "$(stream $queued state)" ready

# dmix runs free: several applications on it, one of them killed. The others are judged from then
# on: while they start, an application of a slow machine may be late for dmix itself.
for hertz in 250 2500; do
	aplay -q -D plug:on_top files/$hertz.wav 2>>/tmp/dmix.log &
	herd="$!"
	eval "dmix_$hertz=$herd"
done
aplay -q -D plug:on_top files/right.wav 2>/tmp/killed.log &
killed=$!
check "dmix runs on the mixer, free" \
	wait_for 'mixctl --json stream list | grep -q free' 5
sleep 0.1
kill -9 $killed
# The recording is up to a second older than the exact stream.
dmix_from=$(($(stream $exact frames) / 48000 + 2))
# shellcheck disable=SC2154
wait "$dmix_250"
is "the first on dmix ends well" $? 0
# shellcheck disable=SC2154
wait "$dmix_2500"
is "the second on dmix ends well" $? 0
says_nothing /tmp/dmix.log
check "dmix goes with the last of them" wait_for '[ "$(streams)" -eq 4 ]' 5

is "all that time the exact stream has played" "$(stream $exact state)" running
is "without an xrun" "$(stream $exact xruns) $(stream $exact silence_frames)" "0 0"
touch /tmp/enough
wait $exact
is "it ends well" $? 0
says_nothing /tmp/exact.log
kill -9 $opened $ready $queued
record_end
check "on the left every sample arrived" \
	soundcheck find /tmp/expected.wav /tmp/heard-0.wav
note "$(cat /tmp/check.out)"
check "on the right dmix was heard" soundcheck tones /tmp/heard-1.wav \
	--expect 250:-12 --expect 2500:-12 --from $dmix_from --min-length 1.5

xruns=$(count_xruns)
report_xruns "$xruns"
is "the output had no xrun" "$xruns" 0
