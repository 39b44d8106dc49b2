#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/bench.sh
export JACK_NO_AUDIO_RESERVATION=1 JACK_NO_START_SERVER=1

# natives COUNT: jackd's own example, a sine on two ports.
natives() {
	for _i in $(seq "$1"); do
		jack_simple_client "client$_i" >/dev/null 2>>/tmp/clients.log &
		clients="$clients $!"
	done
	wait_for "[ \$(jack_lsp 2>/dev/null | grep -c '^client') -eq $((2 * $1)) ]" 30
}

check "a card" bench_card || exit
cp asound.conf /etc/asound.conf
jackd -r -d alsa -P hw:Dummy -o 2 -r 48000 -p 256 -n 4 >/tmp/server.log 2>&1 &
SERVER=$!
check "the server answers" jack_wait -w -t 20
peer jack bench
for n in 1 8 32; do
	row jack-native-$n natives $n
done
sort /tmp/server.log | uniq -c | sort -rn | head -n 20 | sed 's/^/# /'
kill "$SERVER"
wait "$SERVER"
