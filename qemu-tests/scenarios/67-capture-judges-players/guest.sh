#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/judges.sh

[ "$SIZE" = full ] && long=19 || long=1.8
hda_setup
check "the test PCM" modprobe snd-mixcore-test || exit
check "the module loads" load_mixcore || exit
check "a microphone" microphone || exit
# sox takes the PCM from its environment. Without the first word it tries "default", whatever that is.
export AUDIODRIVER=alsa

for what in mic monitor; do
	[ $what = mic ] && pcm=hw:Mixcore,0 || pcm=hw:Mixcore,1
	AUDIODEV=$pcm rec -q -D -r 48000 -c 2 -b 16 /tmp/$what.wav 2>/tmp/rec.log &
	rec=$!
	check "sox records the $what" wait_for '[ "$(stream $rec state)" = running ]' 5
	if [ $what = mic ]; then
		expected=files/spoken.wav
		check "one speaks" speak $expected
	else
		expected=files/noise.wav
		check "something plays" aplay -q -D hw:Mixcore $expected
	fi
	sleep 0.3
	is "it had no overrun" "$(stream $rec xruns)" 0
	kill -INT $rec
	wait $rec
	says_nothing /tmp/rec.log
	exact "it has every sample" /tmp/$what.wav $expected
done

listen noise hw:Mixcore,1
check "sox plays noise" env AUDIODEV=hw:Mixcore play -q files/noise.wav
heard noise
exact "every sample of it is heard" /tmp/noise.wav files/noise.wav

# With fewer bits lame makes it softer. 48000 Hz is the output's rate.
check "a file for mpg123" lame --quiet -b 320 files/1000.wav /tmp/1000.mp3

# Tones only: the speaker is judged, too.
check "a speaker" attach hw:Intel || exit
listen sine hw:Mixcore,1
check "sox plays a tone" env AUDIODEV=hw:Mixcore play -q files/440.wav
heard sine
tone "it is heard" /tmp/sine.wav 440:-12 "$long"

listen mp3 hw:Mixcore,1
check "mpg123 plays it" mpg123.bin -q -o alsa -a hw:Mixcore /tmp/1000.mp3
heard mp3
tone "it is heard" /tmp/mp3.wav 1000:-12 "$long"

no_xruns
