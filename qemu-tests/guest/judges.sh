# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# For scenarios in which programs of others record and play: who listens to them, what they are
# given to record, and the verdict on both.
. /harness/lib.sh

# listen NAME PCM [OPTION...]: arecord records /tmp/NAME.wav from now on.
listen() {
	_name=$1
	_pcm=$2
	shift 2
	arecord -q -D "$_pcm" -f S32_LE -c 2 -r 48000 "$@" "/tmp/$_name.wav" 2>"/tmp/$_name.log" &
	eval "listener_$_name=$!"
	check "$_name listens" wait_for "[ \"\$(stream $! state)\" = running ]" 5
}

# heard NAME: it has recorded enough; without an overrun, and without a word.
heard() {
	_pid=
	eval "_pid=\$listener_$1"
	# The last frames have left the player.
	sleep 0.2
	_overruns=$(stream "$_pid" xruns)
	kill "$_pid"
	wait "$_pid"
	is "$1 had no overrun" "$_overruns" 0
	says_nothing "/tmp/$1.log"
}

# microphone [CARD]: a test card becomes an input. What is played on the card arrives there.
microphone() {
	mixctl input attach "hw:Test${1:-0}" --name "mic${1:-0}" --format S32_LE --channels 2
}

# speak FILE [CARD]: into the microphone; 32 bits, as the card gives back what it plays.
speak() {
	aplay -q -D "hw:Test${2:-0}" "$1"
}

# exact TEXT RECORDING EXPECTED: all of it, to the last bit, and silence around it.
exact() {
	check "$1" wav_is "$2" "$3"
}

# tone TEXT RECORDING HERTZ:DBFS SECONDS [OPTION...]: level and length, no click, no gap.
tone() {
	_what=$1
	_file=$2
	_tone=$3
	_least=$4
	shift 4
	check "$_what" soundcheck tones "$_file" --expect "$_tone" --min-length "$_least" "$@"
	check "without a click" soundcheck gaps "$_file" --tone "${_tone%%:*}" \
		--min-length "$_least" "$@"
}

# no_xruns: of outputs and inputs.
no_xruns() {
	xruns=$(count_xruns)
	report_xruns "$xruns"
	is "no output had an xrun" "$xruns" 0
	xruns=$(mixctl --json input list | grep -o '"xruns": *[0-9]*' |
		awk -F: '{ sum += $2 } END { print sum + 0 }')
	is "no input had one" "$xruns" 0
}
