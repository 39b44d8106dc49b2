# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# For the scenarios of make bench-guest: clients, and rows of counts.
. /harness/lib.sh

SECONDS_COUNTED=10
SETTLE=2
# Seconds in which clients have to play. Some peers never let all do.
PATIENCE=10
SERVER=

bench_card() {
	modprobe snd-dummy id=Dummy pcm_devs=1 pcm_substreams=1 fake_buffer=0 &&
		wait_for '[ -e /proc/asound/Dummy ]' 5
}

# Sound servers have other defaults in a virtual machine (no timer scheduling, longer cycles).
like_a_real_machine() { mount -t tmpfs tmpfs /sys/devices/virtual/dmi/id; }

commas() { echo "$*" | tr ' ' ','; }

# lean COUNT PCM PERIOD BUFFER: as many processes, $clients. Ends when all play.
lean() {
	_count=$1
	touch /tmp/clients.out
	_playing=$(playing)
	shift
	for _i in $(seq "$_count"); do
		/selftests/lean-client "$@" >>/tmp/clients.out 2>>/tmp/clients.log &
		clients="$clients $!"
	done
	wait_for "[ \$(playing) -eq $((_playing + _count)) ]" "$PATIENCE"
}
playing() { grep -c plays /tmp/clients.out; }

# aplays COUNT PCM PERIOD BUFFER: the same with aplay.
aplays() {
	[ -e /tmp/noise ] || head -c 4000000 /dev/urandom >/tmp/noise
	for _i in $(seq "$1"); do
		aplay -q -D "$2" -t raw -f S16_LE -c 2 -r 48000 --period-size="$3" \
			--buffer-size="$4" /tmp/noise 2>>/tmp/clients.log &
		clients="$clients $!"
	done
}

# count NAME [GROUP=PIDS...]: what the guest does in 10 s, when all have settled.
count() {
	sleep $SETTLE
	_name=$1
	shift
	/selftests/guest-count "$_name" $SECONDS_COUNTED "$@"
}

alive() {
	for _pid in $clients; do
		kill -0 "$_pid" || return
	done
}

stop_clients() {
	alive
	_all=$?
	# shellcheck disable=SC2086
	kill $clients
	sleep 0.5
	# shellcheck disable=SC2086
	kill -9 $clients 2>/dev/null
	# shellcheck disable=SC2086
	wait $clients 2>/dev/null
	[ -e /tmp/clients.out ] && awk -v least=$((SECONDS_COUNTED * 48000)) '
		/plays/ { next }
		{ n++; xruns += $2; if ($1 < least) late++; if ($2) with++ }
		END { printf "# clients %d late %d xruns %d in %d\n", n, late, xruns, with }' /tmp/clients.out
	sort /tmp/clients.log | uniq -c | head -n 5 | sed 's/^/# /'
	rm -f /tmp/clients.out /tmp/clients.log
	clients=
	return $_all
}

# row NAME KIND COUNT PCM PERIOD BUFFER: KIND is lean or aplays. $SERVER: processes of the peer.
row() {
	_row=$1
	shift
	: >/tmp/clients.log
	"$@"
	# shellcheck disable=SC2086
	count "$_row" clients="$(commas $clients)" ${SERVER:+server="$(commas $SERVER)"}
	stop_clients >/tmp/stopped
	_all=$?
	cat /tmp/stopped
	is "$_row: all clients play to the end" $_all 0
}

# peer PREFIX PCM [COUNTS]: the rows that all peers have.
peer() {
	for _n in ${3:-1 8 32}; do
		row "$1-$_n" lean "$_n" "$2" 256 1024
	done
}

# symbols: where the functions of the kernel are, for the profile.
symbols() {
	stty -F /dev/ttyS2 raw -echo
	awk '$2 ~ /[tT]/ { print $1, $3, $4 }' /proc/kallsyms | gzip >/dev/ttyS2
}
