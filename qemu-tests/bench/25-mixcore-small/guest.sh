#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A client with a period of 32 frames, alone and beside 200 with 2 s.
. /harness/bench.sh

export PATIENCE=30

xruns() { note "xruns of the output $*: $(count_xruns)"; }

check "a card" bench_card || exit
check "the module loads" load_mixcore streams=256 || exit
check "the card becomes an output" attach hw:Dummy --name out --format S16_LE --rate 48000 \
	--channels 2 --period 32 --buffer 1024 --cycle 32 || exit
mixctl output list | sed 's/^/# /'
SERVER=$(pidof mixcore/out)
: >/tmp/clients.log
lean 1 hw:Mixcore 32 128
# shellcheck disable=SC2154
small=$clients
count small-alone clients="$small" server="$SERVER"
xruns "with one client"
check "200 more play" lean 200 hw:Mixcore 48000 96000
xruns "when 200 more had started"
count small-beside-200 clients="$small" server="$SERVER"
xruns "when they had been counted"
stop_clients
is "all clients play to the end" $? 0
