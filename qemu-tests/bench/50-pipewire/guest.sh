#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/bench.sh

linked() { pw-dump | grep -q '"node.name": "bench"'; }

check "a card" bench_card || exit
check "a machine like any" like_a_real_machine
cp asound.conf /etc/asound.conf
mkdir -p /etc/pipewire/pipewire.conf.d /etc/wireplumber/main.lua.d /etc/wireplumber/bluetooth.lua.d
cp bench.conf /etc/pipewire/pipewire.conf.d/
cp bench.lua /etc/wireplumber/main.lua.d/51-bench.lua
echo 'bluez_monitor.enabled = false' >/etc/wireplumber/bluetooth.lua.d/51-bench.lua
# Where wireplumber looks for sessions.
mkdir -p /run/systemd/seats /run/systemd/sessions /run/systemd/users /run/systemd/machines
export XDG_RUNTIME_DIR=/run
pipewire >/tmp/server.log 2>&1 &
SERVER=$!
check "the server answers" wait_for '[ -S /run/pipewire-0 ]' 10
wireplumber >/tmp/policy.log 2>&1 &
SERVER="$SERVER $!"
check "the card is a sink" wait_for linked 10 || pw-dump | head -n 100 | sed 's/^/# /'
peer pipewire bench
sort /tmp/server.log /tmp/policy.log | head -n 30 | sed 's/^/# /'
# shellcheck disable=SC2086
kill $SERVER
wait
