# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Functions for guest.sh: results, waiting, cards and the mixer. Results go to
# stdout, which init connects to the verdict channel.

ok() { printf 'ok - %s\n' "$*"; }
not_ok() { printf 'not ok - %s\n' "$*"; }
note() { printf '# %s\n' "$*"; }

# Text for a during.py on the host that waits for it.
mark() { printf '# mark: %s\n' "$*"; }

# Counted over the scenario and shown in the results.
report_xruns() { printf '# xruns: %d\n' "$1"; }

# check TEXT COMMAND...: one result; the command's output is shown when it fails.
check() {
	_text=$1
	shift
	# Not in a subshell: the command may be wait, cd or a variable's assignment.
	if "$@" >/tmp/check.out 2>&1; then
		ok "$_text"
	else
		_status=$?
		not_ok "$_text"
		note "command: $* (status $_status)"
		tail -n 20 /tmp/check.out | sed 's/^/# /'
		return 1
	fi
}

# check_fails TEXT COMMAND...: the command must fail.
check_fails() {
	_text=$1
	shift
	if "$@" >/tmp/check.out 2>&1; then
		not_ok "$_text"
		note "command succeeded: $*"
		return 1
	else
		ok "$_text"
	fi
}

# is TEXT GOT WANTED: the two strings are equal.
is() {
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1"
		note "got '$2', wanted '$3'"
		return 1
	fi
}

# slow: is this a kernel that watches everything, where all takes six times as long?
slow() { [ -e /sys/kernel/debug/kmemleak ]; }

# wait_for CONDITION SECONDS: poll, in guest time; fails when it never holds.
wait_for() {
	_left=$(($2 * 20))
	while ! eval "$1" >/dev/null 2>&1; do
		_left=$((_left - 1))
		if [ "$_left" -le 0 ]; then
			note "waited $2 s in vain for: $1"
			return 1
		fi
		sleep 0.05
	done
}

# ktap NAME PROGRAM...: run a program that prints TAP (a self test); every result
# becomes one of ours, a skip is a failure, and so is a bad exit status.
ktap() {
	_name=$1
	shift
	"$@" >/tmp/ktap.out 2>&1
	_status=$?
	sed -n -e 's/^[[:space:]]*#[[:space:]]*\(.*\)/# \1/p' \
		-e "s|^not ok [0-9]*[ -]*\(.*\)|not ok - $_name: \1|p" \
		-e "s|^ok [0-9]*[ -]*\(.*# [Ss][Kk][Ii][Pp].*\)|not ok - $_name: \1|p;t" \
		-e "s|^ok [0-9]*[ -]*\(.*\)|ok - $_name: \1|p" /tmp/ktap.out
	if [ $_status -eq 0 ] && grep -q '^ok ' /tmp/ktap.out; then
		ok "$_name: exit status"
	else
		not_ok "$_name: exit status $_status"
		tail -n 20 /tmp/ktap.out | sed 's/^/# /'
		return 1
	fi
}

# grant_audio: what udev's rules do to the nodes at boot, for as_user.
grant_audio() {
	chgrp audio /dev/snd/*
	chmod 660 /dev/snd/*
	if [ -e /dev/snd/mixcore-control ]; then
		chgrp root /dev/snd/mixcore-control
		chmod 600 /dev/snd/mixcore-control
	fi
}

# as_user NAME COMMAND...: alice and bob exist, both in group audio.
as_user() {
	_user=$1
	shift
	_command=
	for _word in "$@"; do
		_command="$_command '$(printf %s "$_word" | sed "s/'/'\\\\''/g")'"
	done
	su -s /bin/sh "$_user" -c "exec $_command"
}

# card DRIVER-OR-ID: the number of the first card whose line in /proc/asound/cards
# has the word.
card() {
	sed -n "s/^ *\([0-9]*\) \[.*$1.*/\1/p" /proc/asound/cards | head -n 1
}

# full_volume CARD: every control of the card to the top: what is played is recorded.
full_volume() {
	amixer -c "$1" scontrols | sed "s/^[^']*'\(.*\)',\([0-9]*\)$/\1,\2/" |
		while read -r _control; do
			amixer -q -c "$1" sset "$_control" 100% unmute >/dev/null 2>&1
		done
	return 0
}

# Wait for the emulated card, and open it up: it comes muted, or not at 0 dB.
hda_setup() { wait_for '[ -n "$(card HDA-Intel)" ]' 10 && full_volume "$(card HDA-Intel)"; }
usb_setup() { wait_for '[ -n "$(card USB-Audio)" ]' 10 && full_volume "$(card USB-Audio)"; }
ac97_setup() { wait_for '[ -n "$(card ICH)" ]' 10 && full_volume "$(card ICH)"; }

# load_mixcore [PARAMETER=VALUE...]
load_mixcore() {
	modprobe snd-mixcore "$@" || return
	wait_for '[ -e /proc/asound/Mixcore ]' 5 && wait_for '[ -c /dev/snd/mixcore-control ]' 5
}

# attach PCM [OPTION...]: make a PCM an output of the mixer.
attach() { mixctl output attach "$@"; }

# count_xruns: of all outputs, since they were attached.
count_xruns() {
	mixctl --json output list | grep -o '"xruns": *[0-9]*' |
		awk -F: '{ sum += $2 } END { print sum + 0 }'
}

# position SUBSTREAM: frames that the mixer has taken from it (hw_ptr).
position() {
	sed -n 's/^hw_ptr *: //p' "/proc/asound/Mixcore/pcm0p/sub$1/status" | grep . || echo 0
}

# The loopback card as a wire: what is played on hw:Loopback,0 arrives bit by bit.
# record FILE [ARECORD OPTION...], play, record_end.
record() {
	_file=$1
	shift
	arecord -q -D hw:Loopback,1 -f S32_LE -c 2 -r 48000 --period-size=480 --buffer-size=24000 \
		"$@" "$_file" 2>/tmp/arecord.log &
	recorder=$!
	wait_for 'grep -q RUNNING /proc/asound/Loopback/pcm1c/sub0/status' 5
}

# record_end [SECONDS]: leaves the player's last frame time to come out of the output
# and the recorder.
record_end() {
	sleep "${1:-0.2}"
	kill "$recorder"
	wait "$recorder"
	! grep -s . /tmp/arecord.log
}

# wav_is RECORDING EXPECTED: it has EXPECTED, all of it, and silence around it. The
# first and the last frame of EXPECTED must not be silent.
wav_is() {
	soundcheck find "$2" "$1" && test "$(sounding_frames "$1")" = "$(sounding_frames "$2")"
}
sounding_frames() {
	soundcheck stats --json "$1" | tr ',' '\n' |
		awk '/"frames"/ { n += $NF } /silence"/ { n -= $NF } END { print n }'
}

# output NAME KEY, stream PID KEY: what mixctl's lists say of one.
output() { mixctl --json output list | json_value name "$1" "$2"; }
stream() { mixctl --json stream list | json_value pid "$1" "$2"; }
json_value() {
	tr -d '",' | awk -v which="$1:" -v value="$2" -v key="$3:" '
		$0 == "  {" { split("", one) }
		/^    [a-z]/ { one[$1] = $2 }
		$0 == "  }" && one[which] == value { print one[key] }'
}

# play_on FRAMES: until so much more is mixed of every stream there is.
play_on() {
	_end=$(($(least_frames) + $1))
	wait_for "[ \$(least_frames) -ge $_end ]" 5
}
least_frames() {
	mixctl --json stream list | awk -F '[:,]' '
		/"frames"/ && (!n++ || $2 + 0 < least) { least = $2 + 0 }
		END { print least + 0 }'
}

# says_nothing FILE: a program had nothing to say.
says_nothing() { check "without a word" test ! -s "$1" || sed 's/^/# /' "$1"; }

# Two applications play tones, one by read/write, the other by mmap; $first and $second, which say
# what they have to say to /tmp/440.log and /tmp/1000.log.
# both_end: by themselves.
both_end() {
	wait "$first"
	is "the first ends well" $? 0
	says_nothing /tmp/440.log
	wait "$second"
	is "the second ends well" $? 0
	says_nothing /tmp/1000.log
}

# play_tones: files/440.raw and files/1000.raw again and again, until end_tones.
play_tones() {
	mkfifo /tmp/440 /tmp/1000
	_endless 440 >/tmp/440 &
	_endless 1000 >/tmp/1000 &
	_raw="-q -D hw:Mixcore -t raw -f S16_LE -c 2 -r 48000"
	# shellcheck disable=SC2086
	aplay $_raw /tmp/440 2>/tmp/440.log &
	first=$!
	# shellcheck disable=SC2086
	aplay $_raw -M /tmp/1000 2>/tmp/1000.log &
	second=$!
	check "both play" wait_for '[ "$(mixctl stream list | grep -c running)" = 2 ]' 5
}
_endless() { while ! [ -e /tmp/enough ]; do cat "files/$1.raw"; done; }

# end_tones: and what went wrong meanwhile.
end_tones() {
	is "the first had no xrun" "$(_troubles "$first")" "0 0"
	is "nor had the second" "$(_troubles "$second")" "0 0"
	touch /tmp/enough
	both_end
}
_troubles() { echo "$(stream "$1" xruns) $(stream "$1" silence_frames)"; }

# no_leak PATTERN WHOSE: kmemleak has found nothing of theirs. Young objects may not have been linked yet.
no_leak() {
	sleep 6
	echo scan >/sys/kernel/debug/kmemleak
	sleep 6
	echo scan >/sys/kernel/debug/kmemleak
	cat /sys/kernel/debug/kmemleak >/tmp/leaks
	grep -E -B 6 -A 12 "$1" /tmp/leaks | head -n 60 | sed 's/^/# /'
	check_fails "kmemleak has found nothing of $2" grep -qE "$1" /tmp/leaks
	echo clear >/sys/kernel/debug/kmemleak
}
