#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/judges.sh

check "the test PCM" modprobe snd-mixcore-test || exit
check "the module loads" load_mixcore || exit
check "a microphone" microphone || exit

quiet_ffmpeg() { ffmpeg -nostdin -hide_banner -loglevel error -y "$@"; }
quiet_mpv() { mpv --no-config --no-video --no-terminal --ao=alsa "$@"; }

# Both at once.
for what in mic monitor; do
	[ $what = mic ] && pcm=hw:Mixcore,0 || pcm=hw:Mixcore,1
	ffmpeg -nostdin -hide_banner -loglevel error -y -f alsa -sample_rate 48000 -channels 2 -i "$pcm" \
		-c:a pcm_s16le /tmp/$what.wav >/tmp/$what.log 2>&1 &
	eval "$what=$!"
	check "ffmpeg records the $what" wait_for "[ \"\$(stream $! state)\" = running ]" 60
done
speak files/spoken.wav &
speaker=$!
check "something plays" aplay -q -D hw:Mixcore files/noise.wav
check "one speaks" wait $speaker
sleep 0.5
# shellcheck disable=SC2154
for what in mic monitor; do
	eval "pid=\$$what"
	is "the $what has no overrun" "$(stream "$pid" xruns)" 0
	kill -INT "$pid"
	wait "$pid"
	says_nothing /tmp/$what.log
done
exact "it has every sample of the mic" /tmp/mic.wav files/spoken.wav
exact "and of the monitor" /tmp/monitor.wav files/noise.wav

listen ffmpeg hw:Mixcore,1
check "ffmpeg plays" quiet_ffmpeg -i files/noise.wav -f alsa hw:Mixcore
heard ffmpeg
exact "every sample of it is heard" /tmp/ffmpeg.wav files/noise.wav

listen mpv hw:Mixcore,1
check "mpv plays" quiet_mpv --audio-device=alsa/hw:Mixcore files/noise.wav
heard mpv
exact "every sample of it is heard" /tmp/mpv.wav files/noise.wav

# Another rate: mpv resamples to what the PCM says; through the plug alsa-lib does.
for pcm in hw:Mixcore mixcore; do
	listen rate hw:Mixcore,1
	check "mpv plays 44100 Hz to $pcm" quiet_mpv --audio-device=alsa/$pcm files/44100.wav
	heard rate
	tone "it is heard" /tmp/rate.wav 440:-12 4.8
done
check "a file" lame --quiet -b 320 files/1000.wav /tmp/1000.mp3
listen mp3 hw:Mixcore,1
check "mpv plays an MP3" quiet_mpv --audio-device=alsa/hw:Mixcore /tmp/1000.mp3
heard mp3
tone "it is heard" /tmp/mp3.wav 1000:-12 4.8

no_xruns
