#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/bench.sh

check "a card" bench_card || exit
check "the module loads" load_mixcore || exit
check "the card becomes an output" attach hw:Dummy --name out --format S16_LE --rate 48000 \
	--channels 2 --period 256 --buffer 1024 --cycle 256 || exit
SERVER=$(pidof mixcore/out)
# It stops five seconds after the last sound; there was none.
sleep 6
count mixcore-0 server="$SERVER"
peer mixcore hw:Mixcore
# The same again: can it be repeated?
row mixcore-again-32 lean 32 hw:Mixcore 256 1024
row mixcore-aplay-1 aplays 1 hw:Mixcore 256 1024
row mixcore-aplay-8 aplays 8 hw:Mixcore 256 1024
row mixcore-aplay-32 aplays 32 hw:Mixcore 256 1024
row mixcore-long-32 lean 32 hw:Mixcore 2048 4096
is "no xrun of the output" "$(count_xruns)" 0
symbols
