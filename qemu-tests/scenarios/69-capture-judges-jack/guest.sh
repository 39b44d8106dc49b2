#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/judges.sh

[ "$SIZE" = full ] && seconds=20 || seconds=2
export JACK_NO_AUDIO_RESERVATION=1 JACK_NO_START_SERVER=1

# jack OPTION...: a server.
jack() {
	jackd -R -P 40 -d alsa -r 48000 "$@" >/tmp/jackd.log 2>&1 &
	server=$!
	check "jackd runs ($*)" jack_wait -w -t 20 || sed 's/^/# /' /tmp/jackd.log
}

jack_end() {
	is "its streams had no xrun" \
		"$(mixctl --json stream list | json_value comm jackd xruns | sort -u)" 0
	kill $server
	wait $server
	is "jackd had none" "$(grep -c -i xrun /tmp/jackd.log)" 0
}

# sine: jackd's own example, 240 Hz at 0.2 of full scale, for a while.
sine() {
	jack_simple_client sine >/tmp/client.log 2>&1 &
	client=$!
	check "a client plays" wait_for 'jack_lsp -c | grep -q sine' 10
	sleep "$seconds"
	kill $client
	wait $client
}

# both RECORDING: the sine on the left, and one of three times its pitch on the right.
both() {
	tone "it arrives on the left" "$1" 240:-13.98 $((seconds - 1)) --channel 0
	tone "and on the right" "$1" 720:-13.98 $((seconds - 1)) --channel 1
}

# rec FILE: what the server captures, $seconds and a half of it.
rec() {
	jack_rec -f "$1" -d $((seconds + 1)) -b 32 system:capture_1 system:capture_2 >/tmp/rec.log 2>&1 &
	rec=$!
	check "another records" wait_for 'jack_lsp -c | grep -q jackrec' 10
}

check "the test PCM" modprobe snd-mixcore-test || exit
check "the module loads" load_mixcore || exit
check "a microphone" microphone || exit

# One card for both, as with any: the microphone, and the output. Their cycles (256 frames) have no
# common beginning, so that two periods as short leave jackd little time, or none.
for setting in "-p 256 -n 3" "-p 1024 -n 2"; do
	# shellcheck disable=SC2086
	jack -d hw:Mixcore $setting
	listen monitor hw:Mixcore,1
	sine
	heard monitor
	both /tmp/monitor.wav
	rec /tmp/jack.wav
	check "one speaks" speak files/noise.wav
	check "the recording ends" wait $rec
	exact "it has every sample" /tmp/jack.wav files/noise-16.wav
	jack_end
done

# Its own monitor: what it plays comes back.
jack -P hw:Mixcore,0 -C hw:Mixcore,1 -p 256 -n 2
rec /tmp/cable.wav
sine
check "the recording ends" wait $rec
both /tmp/cable.wav
jack_end

no_xruns
