#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

port=5000

# through NAME OPTION...: from the sender through the receiver to two recorders, of which one is slow.
through() {
	name=$1
	shift
	port=$((port + 1))
	example-udp-receiver $port >"/tmp/$name.received" 2>&1 &
	receiver=$!
	check "$name: the receiver is an input" \
		wait_for 'mixctl input list | grep -q " udp "' 5 || return
	check "it is chosen" mixctl -q input default udp
	record_raw one --period-size=480 --buffer-size=9600
	record_raw other --period-size=2400 --buffer-size=48000
	sleep 0.5
	is "until a packet comes nothing moves" "$(stat -c %s /tmp/one.raw) $(stat -c %s /tmp/other.raw)" "0 0"
	check "the sender sends" example-udp-sender "$@" --sent "/tmp/$name.sent" 127.0.0.1 $port files/noise.raw
	grep -c dropped /tmp/check.out >/tmp/dropped
	check "the receiver ends" wait $receiver
	note "$(tail -n 1 "/tmp/$name.received")"
	lost=$(sed -n 's/.*; \([0-9]*\) lost, 0 late, 0 twice$/\1/p' "/tmp/$name.received")
	is "it has counted what was dropped" "$lost" "$(cat /tmp/dropped)"
	# What is left in the recorders' rings.
	sleep 1.2
	recorded one
	recorded other
}

# record_raw WHO OPTION...
record_raw() {
	who=$1
	shift
	arecord -q -D hw:Mixcore,0 -t raw -f S16_LE -c 2 -r 48000 "$@" "/tmp/$who.raw" 2>"/tmp/$who.log" &
	eval "recorder_$who=$!"
	check "$who records" wait_for "[ \"\$(stream $! state)\" = running ]" 5
}

recorded() {
	pid=
	eval "pid=\$recorder_$1"
	is "$1 had no overrun" "$(stream "$pid" xruns)" 0
	kill "$pid"
	wait "$pid"
	says_nothing "/tmp/$1.log"
	size=$(stat -c %s "/tmp/$name.sent")
	head -c "$size" "/tmp/$1.raw" >/tmp/got.raw
	check "$1 has the packets that came, to the last bit" cmp /tmp/got.raw "/tmp/$name.sent"
	is "and then silence" "$(tail -c +$((size + 1)) "/tmp/$1.raw" | tr -d '\0' | wc -c)" 0
}

check "the module loads" load_mixcore || exit
ifconfig lo 127.0.0.1 up
through clean
is "nothing was lost" "$lost" 0
through jitter --jitter 25 --seed 7
is "jitter loses nothing" "$lost" 0
through bad --jitter 30 --loss 10 --seed 83
check "some were lost" test "$lost" -gt 20
check "when nobody listens it sends all the same" example-udp-sender --jitter 30 --loss 10 --seed 83 \
	--sent /tmp/again.sent 127.0.0.1 9 files/noise.raw
check "the same seed does the same" cmp /tmp/again.sent /tmp/bad.sent
