#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/bench.sh

check "a card" bench_card || exit
cp asound.conf /etc/asound.conf
peer dmix bench
row dmix-aplay-1 aplays 1 bench 256 1024
row dmix-aplay-8 aplays 8 bench 256 1024
row dmix-aplay-32 aplays 32 bench 256 1024
# softvol at 0 dB does nothing.
lean 1 soft 256 1024
sleep 1
stop_clients >/dev/null
check "a volume that is at work" amixer -q -c Dummy sset Bench 200
peer softvol soft
