#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

# heard TEXT EXPECTED COMMAND...: what the command plays is EXPECTED to the last
# bit, and nothing else.
heard() {
	_what=$1
	_expected=files/$2
	shift 2
	record /tmp/heard.wav -c "$speakers"
	"$@" >/tmp/player.all 2>&1
	_ended=$?
	record_end
	# axfer's timers say this of every PCM whose position moves in steps.
	grep -v '^Wake up but not enough space' /tmp/player.all >/tmp/player.log
	if [ $_ended -ne 0 ] || [ -s /tmp/player.log ]; then
		not_ok "$_what (exit status $_ended)"
		sed 's/^/# /' /tmp/player.log
		return 1
	fi
	check "$_what" wav_is /tmp/heard.wav "$_expected"
}

# The ring is a fraction of the file: it is written round several times.
RING="--period-size=480 --buffer-size=1920"

# player WAY FORMAT CHANNELS: the command line, less the file
player() {
	_raw="-q -D hw:Mixcore -t raw -f $2 -c $3 -r 48000"
	case $1 in
	aplay) echo "aplay $_raw $RING" ;;
	aplay-planar) echo "aplay -I $_raw $RING" ;;
	aplay-mmap) echo "aplay -M $_raw $RING" ;;
	aplay-32bit) echo "aplay-i386 $_raw $RING" ;;
	aplay-32bit-mmap) echo "aplay-i386 -M $_raw $RING" ;;
	axfer) echo "axfer transfer playback $_raw $RING" ;;
	axfer-nonblock) echo "axfer transfer playback -N --waiter-type=epoll $_raw $RING" ;;
	axfer-mmap) echo "axfer transfer playback -M $_raw $RING" ;;
	# Without period wake-ups, by timers of its own. At the end axfer drops what it
	# has queued with these, so there is a buffer of silence behind the file.
	axfer-timer) echo "axfer transfer playback -M --sched-model=timer $_raw $RING" ;;
	esac
}

# silence FORMAT: more of it than the ring holds
silence() {
	_byte='\0'
	[ "$1" != U8 ] || _byte='\200'
	head -c $((1920 * 4 * _channels)) /dev/zero | tr '\0' "$_byte"
}

# raw WAY FILE: the file that this way plays
raw() {
	if [ "$1" = axfer-timer ]; then
		silence "$_format" | cat "$2" - >/tmp/long.raw
		echo /tmp/long.raw
	elif [ "$1" = aplay-planar ]; then
		echo "$2".*
	else
		echo "$2"
	fi
}

# every FORMATS CHANNELS WAYS
every() {
	for _format in $1; do
		for _channels in $2; do
			for _way in $3; do
				# Of frames of one byte axfer counts the room in its file wrong, and
				# reads past its buffer where a timer lets it (EFAULT).
				[ "$_format $_channels $_way" != "U8 1 axfer-timer" ] || continue
				# shellcheck disable=SC2046
				heard "$_way, $_format, $_channels channels on $speakers speakers" \
					"$_format-$_channels-on-$speakers.wav" \
					$(player "$_way" "$_format" "$_channels") \
					$(raw "$_way" "files/$_format-$_channels.raw")
			done
		done
	done
}

# speakers_are N: an output with so many channels, by a recorder that wants them.
speakers_are() {
	speakers=$1
	record /tmp/heard.wav -c "$1"
	attach hw:Loopback --name wire && mixctl output idle wire 0
	_attached=$?
	record_end
	return $_attached
}

check "the module loads" load_mixcore || exit
check "the loopback card becomes a stereo output" speakers_are 2 || exit
formats="S16_LE S24_LE S32_LE"
rare="U8 S16_BE S24_BE S32_BE S24_3LE S24_3BE FLOAT_LE"
axfers="axfer axfer-nonblock axfer-mmap axfer-timer"
if [ "$SIZE" = full ]; then
	every "$formats $rare" "1 2 6 8" "aplay aplay-planar aplay-mmap $axfers aplay-32bit aplay-32bit-mmap"
else
	every "$formats" "1 2 6 8" "aplay aplay-mmap"
	every "$rare" "2 6" aplay
	every "S16_LE S24_3LE FLOAT_LE" "2 6" aplay-planar
	every S16_LE 1 "$axfers aplay-32bit"
	every S24_LE 6 "$axfers aplay-32bit-mmap"
	every S32_LE 8 "$axfers aplay-32bit"
fi

for rate in 8000 44100 96000; do
	record /tmp/rate.wav
	check "a file of $rate Hz plays" aplay -q -D mixcore files/$rate.wav
	record_end
	check "at its pitch and level" \
		soundcheck tones /tmp/rate.wav --expect 200:-12 --min-length 1.4
done

check "nothing was late" test "$(count_xruns)" -eq 0
check "the output goes" mixctl output detach wire
check "the loopback card becomes an output of 8 channels" speakers_are 8 || exit
every S16_LE "1 2 6" aplay
every S32_LE 8 axfer-mmap
