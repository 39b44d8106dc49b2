#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/bench.sh

check "a card" bench_card || exit
check "a machine like any" like_a_real_machine
cp asound.conf /etc/asound.conf
export XDG_RUNTIME_DIR=/run PULSE_RUNTIME_PATH=/run/pulse PULSE_SERVER=unix:/tmp/pulse.sock
pulseaudio -n -F default.pa --daemonize=no --use-pid-file=no --exit-idle-time=-1 \
	--disable-shm=no --realtime=no --high-priority=no >/tmp/server.log 2>&1 &
SERVER=$!
check "the server answers" wait_for 'pactl info' 10 || sed 's/^/# /' /tmp/server.log
pactl list sinks | grep -E 'Driver|Latency|Sample' | sed 's/^/# /'
# Of 32 some could not connect.
peer pulseaudio bench '1 8'
sort /tmp/server.log | uniq -c | tail -n 10 | sed 's/^/# /'
kill "$SERVER"
wait "$SERVER"
