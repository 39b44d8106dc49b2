#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/judges.sh

check "the test PCM" modprobe snd-mixcore-test cards=2 || exit
check "the module loads" load_mixcore || exit
check "a microphone" microphone 0 || exit

# Several at once, each in its way; some hear the output, some the microphone.
listen plain hw:Mixcore,1 -f S16_LE --period-size=480 --buffer-size=4800
listen mapped hw:Mixcore,1 -M --period-size=1000 --buffer-size=16000
listen packed hw:Mixcore,1 -f S24_3LE --period-size=64 --buffer-size=8192
listen left hw:Mixcore,0 -f S16_LE --period-size=2048 --buffer-size=8192
listen right hw:Mixcore,0 -M --period-size=300 --buffer-size=6000
axfer transfer capture -q -D hw:Mixcore,1 -f S32_LE -c 2 -r 48000 -t wav /tmp/axfer.wav 2>/tmp/axfer.log &
axfer=$!
check "axfer listens" wait_for '[ "$(stream $axfer state)" = running ]' 5
speak files/spoken.wav &
speaker=$!
aplay -q -D hw:Mixcore files/noise.wav 2>/tmp/aplay.log
is "what they hear ends well" $? 0
says_nothing /tmp/aplay.log
check "so does what is spoken" wait $speaker
for name in plain mapped packed left right; do
	heard $name
done
is "axfer had no overrun" "$(stream $axfer xruns)" 0
kill $axfer
wait $axfer
for name in plain mapped packed axfer; do
	exact "$name has every sample of the output" /tmp/$name.wav files/noise.wav
done
for name in left right; do
	exact "$name has every sample of the microphone" /tmp/$name.wav files/spoken.wav
done

# 0.8 of full scale, one channel after the other.
listen tester hw:Mixcore,1
check "speaker-test plays" speaker-test -D hw:Mixcore -r 48000 -F S16_LE -c 2 -t sine -f 440 -l 1
heard tester
tone "it is heard on the left" /tmp/tester.wav 440:-1.94 2 --channel 0 --from 0.3 --to 2.9
tone "then on the right" /tmp/tester.wav 440:-1.94 2 --channel 1 --from 3.4 --to 5.9

# Its own verdict, and what was on the cable.
listen cable hw:Mixcore,1
check "alsabat hears itself on the cable" \
	alsabat -P hw:Mixcore -C hw:Mixcore,1 -f S16_LE -c 2 -r 48000 -F 997 -n 1s
heard cable
# 0.95 of full scale.
tone "it is right" /tmp/cable.wav 997:-0.45 0.9
check_fails "alsabat hears nothing of the null input" \
	alsabat -P hw:Mixcore -C hw:Mixcore -f S16_LE -c 2 -r 48000 -F 997 -n 1s
if [ "$SIZE" = full ]; then
	check "alsabat measures the way around" alsabat -P hw:Mixcore -C hw:Mixcore,1 \
		-f S16_LE -c 2 -r 48000 --roundtriplatency
	grep "Final round" /tmp/check.out | sed 's/^/# /'
fi

# From the microphone to the output. As root it takes real-time priority 99 and waits for what is
# captured without ever sleeping, so that on one processor no thread captures anything. By itself it
# keeps two periods in all: too little where the microphone begins later than the output.
grant_audio
listen loop hw:Mixcore,1
as_user alice alsaloop -C hw:Mixcore -P hw:Mixcore -f S16_LE -c 2 -r 48000 -l 9600 -E 1024 -B 19200 \
	-S none >/tmp/alsaloop.log 2>&1 &
loop=$!
check "alsaloop runs" wait_for 'mixctl stream list | grep -q "alsaloop.*running.*mic0"' 5
check "one speaks" speak files/spoken.wav
sleep 0.2
is "it had no xrun" "$(mixctl --json stream list | json_value comm alsaloop xruns | xargs)" "0 0"
killall alsaloop
wait $loop
heard loop
exact "alsaloop passes every sample on" /tmp/loop.wav files/spoken.wav

no_xruns
