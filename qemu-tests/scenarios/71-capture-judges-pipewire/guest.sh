#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/judges.sh

[ "$SIZE" = full ] && seconds=20 || seconds=2
export XDG_RUNTIME_DIR=/run

known() { pw-dump | grep -q "\"node.name\": \"$1\""; }

# both RECORDING: a tone on each side.
both() {
	tone "it arrives on the left" "$1" 440:-12 $((seconds - 1)) --channel 0
	tone "and on the right" "$1" 1000:-12 $((seconds - 1)) --channel 1
}

# plays NODE: a client plays; it arrives on the monitor.
plays() {
	listen monitor hw:Mixcore,1
	check "a client plays on $1" pw-cat --playback --target "$1" files/tones.wav
	# What the server has queued.
	sleep 0.5
	heard monitor
	both /tmp/monitor.wav
}

# records NODE COMMAND...: a client records what the command plays.
records() {
	_source=$1
	shift
	pw-cat --record --target "$_source" --rate 48000 --channels 2 --format s32 /tmp/pw.wav \
		>/tmp/pw.log 2>&1 &
	client=$!
	check "a client records $_source" \
		wait_for '[ "$(stat -c %s /tmp/pw.wav)" -gt 10000 ]' 20
	check "something plays" "$@"
	# What the server and the client have queued.
	sleep 1
	kill -INT $client
	wait $client
	both /tmp/pw.wav
}

check "the test PCM" modprobe snd-mixcore-test || exit
check "the module loads" load_mixcore || exit
check "a microphone" microphone || exit

mkdir -p /etc/pipewire/pipewire.conf.d /etc/wireplumber/main.lua.d /etc/wireplumber/bluetooth.lua.d
cp mixer.conf /etc/pipewire/pipewire.conf.d/
cp mixer.lua /etc/wireplumber/main.lua.d/51-mixer.lua
echo 'bluez_monitor.enabled = false' >/etc/wireplumber/bluetooth.lua.d/51-mixer.lua
# Where wireplumber looks for sessions.
mkdir -p /run/systemd/seats /run/systemd/sessions /run/systemd/users /run/systemd/machines
pipewire >/tmp/server.log 2>&1 &
server=$!
check "PipeWire runs" wait_for '[ -S /run/pipewire-0 ]' 10
wireplumber >/tmp/policy.log 2>&1 &
policy=$!
for node in mixer mic heard; do
	check "it has a node $node" wait_for "known $node" 20
done
plays mixer
records mic speak files/tones.wav
records heard aplay -q -D mixcore files/tones.wav
kill $policy $server
wait $policy $server

no_xruns
