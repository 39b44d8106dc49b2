#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/judges.sh

export XDG_RUNTIME_DIR=/run PULSE_RUNTIME_PATH=/run/pulse PULSE_SERVER=unix:/tmp/pulse.sock
RAW="--raw --format=s16le --rate=48000 --channels=2"

# pulse FILE: the server, with these modules.
pulse() {
	pulseaudio -n -F "$1" --daemonize=no --use-pid-file=no --exit-idle-time=-1 --disable-shm=no \
		--realtime=no --high-priority=no >/tmp/pulse.log 2>&1 &
	server=$!
	check "PulseAudio runs ($1)" wait_for 'pactl info' 20 || sed 's/^/# /' /tmp/pulse.log
}

pulse_end() {
	kill $server
	wait $server
	grep -E "[EW]: .*alsa" /tmp/pulse.log | sort | uniq -c | sed 's/^/# /'
}

# pulse_name sinks|sources: the first that is a card's, not a monitor.
pulse_name() { pactl list short "$1" | cut -f 2 | grep alsa_ | grep -v monitor | head -n 1; }

# plays SINK: a client plays; it arrives on the monitor.
plays() {
	listen monitor hw:Mixcore,1
	check "a client plays on $1" pacat --playback --file-format=wav --device="$1" files/noise-16.wav
	# What the server has queued.
	sleep 0.5
	heard monitor
	exact "every sample arrives" /tmp/monitor.wav files/noise-16.wav
}

# records SOURCE COMMAND...: a client records what the command plays.
records() {
	_source=$1
	shift
	rm -f /tmp/parec.raw
	# shellcheck disable=SC2086
	pacat --record --device="$_source" $RAW >/tmp/parec.raw 2>/tmp/parec.log &
	client=$!
	check "a client records $_source" wait_for '[ -s /tmp/parec.raw ]' 20
	check "something plays" "$@"
	# What the server and the client have queued.
	sleep 3
	kill $client
	wait $client
	says_nothing /tmp/parec.log
	with_head /tmp/parec.raw >/tmp/parec.wav
	exact "every sample of it arrives" /tmp/parec.wav files/noise-16.wav
}

# with_head FILE: as a WAV; the size is left open.
with_head() {
	head -c 40 files/noise-16.wav
	printf '\0\0\0\0'
	cat "$1"
}

mkdir -p /run/udev/rules.d
check "the test PCM" modprobe snd-mixcore-test || exit
check "the module loads" load_mixcore || exit
check "a microphone" microphone || exit

# As on a machine that is none of QEMU's: woken by timers, not by periods.
mount -t tmpfs tmpfs /sys/devices/virtual/dmi/id
pulse default.pa
plays mixer
records mic speak files/noise.wav
records heard aplay -q -D hw:Mixcore files/noise-16.wav
pulse_end

# The cards that are the mixer's are not for it; the mixer is found as any card.
cp ignore.rules /run/udev/rules.d/
ln -s /bin/udevadm /tmp/systemd-udevd
/tmp/systemd-udevd --daemon
udevadm trigger --subsystem-match=sound
udevadm settle
pulse detect.pa
check "it finds the mixer" wait_for '[ -n "$(pulse_name sinks)" ]' 10
pactl list short cards | sed 's/^/# /'
plays "$(pulse_name sinks)"
records "$(pulse_name sources)" speak files/noise.wav
pulse_end
killall systemd-udevd

no_xruns
