#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

STREAMS=8
SECONDS_EACH=20
SEED=1
export JACK_NO_AUDIO_RESERVATION=1 JACK_NO_START_SERVER=1

# Twice as many as there are processors.
hog() { /selftests/hog $SECONDS_EACH 4 $SEED; }

# row WHAT PERIOD BUFFER DEVICE-XRUNS CLIENT-XRUNS
row() { note "$(printf '%-34s %6s %6s %12s %12s' "$@")"; }

sum_of() { grep -o "\"$1\": *[0-9]*" | awk -F: '{ n += $2 } END { print n + 0 }'; }
stream_xruns() { mixctl --json stream list | sum_of xruns; }
streams_heard() { mixctl --json stream list | grep -c '"frames": [1-9]'; }

# mixer PERIOD BUFFER: as much queued in the device as jackd has there.
mixer() {
	attach hw:Test0 --name out --period "$1" --buffer "$2" --fill "$2" --cycle "$(($1 / 2))" ||
		return
	for _ in $(seq $STREAMS); do
		aplay -q -D hw:Mixcore -t raw -f S32_LE -c 2 -r 48000 --period-size="$1" \
			--buffer-size="$2" /dev/zero 2>>/tmp/aplay.log &
	done
	wait_for "[ \$(streams_heard) = $STREAMS ]" 20
	all=$?
	device=$(count_xruns)
	clients=$(stream_xruns)
	hog
	device=$(($(count_xruns) - device))
	clients=$(($(stream_xruns) - clients))
	# An underrun is mended, not died of.
	[ "$(mixctl --json stream list | grep -c '"comm"')" = $STREAMS ] || all=1
	killall aplay
	wait_for '[ "$(streams_heard)" = 0 ]' 5
	mixctl output detach out && return $all
}

log_count() { grep -c "$1" /tmp/jackd.log; }
clients_heard() { jack_lsp 2>/dev/null | grep -c '^client'; }

# jack PERIOD BUFFER OPTION...: a server of its own, and as many clients that sound.
jack() {
	period=$1
	periods=$(($2 / $1))
	shift 2
	jackd -v "$@" -d alsa -P hw:Test0 -o 2 -r 48000 -p "$period" -n "$periods" \
		>/tmp/jackd.log 2>&1 &
	server=$!
	jack_wait -w -t 20 >/dev/null 2>&1
	for i in $(seq $STREAMS); do
		jack_simple_client "client$i" >/dev/null 2>&1 &
	done
	wait_for "[ \$(clients_heard) -eq $((2 * STREAMS)) ]" 30
	all=$?
	device=$(log_count 'alsa_pcm: xrun')
	clients=$(log_count 'was not finished')
	hog
	device=$(($(log_count 'alsa_pcm: xrun') - device))
	clients=$(($(log_count 'was not finished') - clients))
	killall jack_simple_client
	kill $server
	wait $server
	return $all
}

check "the test PCM" modprobe snd-mixcore-test || exit
check "the module loads" load_mixcore || exit
note "$STREAMS streams, $SECONDS_EACH s each, beside 4 busy processes on $(nproc) processors"
row 'who' period buffer 'device xruns' 'client xruns'
mixer_xruns=0
jackd_xruns=0
for setting in "256 1024" "512 1024" "1024 2048"; do
	# shellcheck disable=SC2086
	set -- $setting
	check "the mixer plays ($setting)" mixer "$@"
	row "mixcore" "$@" "$device" "$clients"
	mixer_xruns=$((mixer_xruns + device))
	check "jackd in real time ($setting)" jack "$@" -R -P 70
	row "jackd, real time" "$@" "$device" "$clients"
	check "jackd without ($setting)" jack "$@" -r
	row "jackd, ordinary priority" "$@" "$device" "$clients"
	jackd_xruns=$((jackd_xruns + device))
done
check "in all the mixer has no more than jackd without real time ($mixer_xruns, $jackd_xruns)" \
	test "$mixer_xruns" -le "$jackd_xruns"
