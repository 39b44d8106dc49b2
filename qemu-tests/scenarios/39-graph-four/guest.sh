#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

KNOBS=/sys/kernel/debug/snd-mixcore-test
# aplay starts when its ring is full, which the twelfth period does.
PERIOD=800
RING=$((12 * PERIOD))
# All noise has come out of the longest line by then, and silence is still to come.
PLAYED=65

# aplay_from N FORMAT CHANNELS: reads from a FIFO. No process may have those of others open, or they
# see no end.
aplay_from() {
	exec 3>&- 4>&- 5>&- 6>&-
	exec aplay -q -D hw:Mixcore -t raw -f "$2" -c "$3" -r 48000 --period-size=$PERIOD \
		--buffer-size=$RING "/tmp/in-$1" 2>"/tmp/aplay-$1.log"
}

# open_all: descriptor 3 + N is what application N reads
open_all() {
	players=
	while read -r _n _format _channels _; do
		rm -f "/tmp/in-$_n"
		mkfifo "/tmp/in-$_n"
		aplay_from "$_n" "$_format" "$_channels" &
		players="$players $!"
		eval "exec $((3 + _n))>/tmp/in-$_n"
	done <"files/$kind.formats"
	wait_for '[ "$(mixctl stream list | grep -c ready)" = 4 ]' 5
}

# plan LATER OUTPUT...: for mixctl apply; each delay is longer by so many frames
plan() {
	_later=$1
	shift
	echo "version = 1"
	printf '[stream @%s]\noutput = '"$lead"'\nroutes = only\n' 0 1 2 3
	for _output; do
		awk -v later="$_later" '$1 == "delay" { $3 = $3 + later "frames" } { print }' \
			"files/$kind-$_output.routes"
	done
}

# named: the streams' ids instead of @0 ... In mixctl's table they are before the process.
named() {
	mixctl stream list | awk -v players="$players" '
		BEGIN { for (n = split(players, pid); n; n--) number[pid[n]] = n - 1 }
		$4 in number { print "s/@" number[$4] "/" $2 "/" }' >/tmp/names
	sed -f /tmp/names
}

# feed FIRST COUNT: so many periods of each file go to the applications
feed() {
	feeders=
	while read -r _n _ _ _bytes; do
		dd if="files/$kind-$_n.raw" bs="$_bytes" skip="$1" count="$2" 2>/dev/null \
			>&$((3 + _n)) 3>&- 4>&- 5>&- 6>&- &
		feeders="$feeders $!"
	done <"files/$kind.formats"
}

# fed: all of that has
fed() {
	# shellcheck disable=SC2086
	wait $feeders
}

# wait_queued PERIODS: by each application
wait_queued() {
	wait_for "[ \"\$(mixctl --json stream list | grep -c '\"queued_frames\": $(($1 * PERIOD)),')\" \
		= 4 ]" 5
}

# scheduled CHRT OPTION...: so are the applications
scheduled() {
	for _pid in $players; do
		chrt "$@" "$_pid" || return
	done
}

# start: all four in one cycle of the output that leads, so that they are heard as far apart as
# their delays say. They are stopped when one period is missing. Then some are there, and they go
# on in one moment, before the mixer's threads: each has started its stream before the next cycle.
# Nobody writes to a FIFO meanwhile, who could be in their way.
start() {
	feed 0 11
	fed
	check "all but a period is queued by each" wait_queued 11
	check "nothing is to run before them" scheduled -f -p 60
	# shellcheck disable=SC2086
	kill -STOP $players
	feed 11 6
	fed
	# shellcheck disable=SC2086
	check "the applications start" chrt -f 61 kill -CONT $players
	feed 17 $((PLAYED + 22 - 17))
}

# finish: the rest. Of what they were fed, the FIFO and the ring of the one with the largest frames
# hold 22 periods.
finish() {
	fed
	feed $((PLAYED + 22)) 1000
	exec 3>&- 4>&- 5>&- 6>&-
	check "they play" wait_for "[ \"\$(least_frames)\" -ge $((PLAYED * PERIOD)) ]" 10
	is "sixteen routes, none slips" "$(routes)" "16 routes, 0 slips, 0 wrong"
	is "no application is late" "$(lost_frames)" 0
	# shellcheck disable=SC2086
	all_ended $players
	is "no output is late" "$(count_xruns)" 0
}

# recorder OUTPUT PCM CHANNELS [ARECORD OPTION...]
recorder() {
	_name=$1
	_pcm=$2
	_channels=$3
	shift 3
	arecord -q -D "$_pcm" -f S32_LE -c "$_channels" -r 48000 --period-size=960 \
		--buffer-size=48000 "$@" "/tmp/$_name.wav" 2>>/tmp/arecord.log \
		3>&- 4>&- 5>&- 6>&- &
	recorders="$recorders $!"
}

# recording N: so many recorders run
recording() {
	wait_for "[ \"\$(cat /proc/asound/card*/pcm*c/sub0/status | grep -c RUNNING)\" = $1 ]" 5
}

# record_all OUTPUT...: those whose other side is in the guest
record_all() {
	recorders=
	rm -f /tmp/arecord.log
	for _output; do
		case $_output in
		wire) recorder wire hw:Loopback,1 2 ;;
		one) recorder one hw:Test0 2 ;;
		two) recorder two hw:Test1 4 ;;
		late) recorder late hw:Test2 2 -t raw ;;
		esac
	done
	recording "$(echo "$recorders" | wc -w)"
}

# routes: how many there are, their slips, and how many have another latency than they should: the
# plan's delay, and where they follow a cycle of each output and 5 ms (Documentation/timing.rst).
routes() {
	{
		cat /tmp/plan
		mixctl --json output list
		mixctl --json route list
	} | tr -d '",]' | awk '
		$1 == "[route" { stream = $2; name = $3 }
		$1 == "delay" { delay[stream, name] = $3 + 0 }
		$1 == "id:" { id = $2 }
		$1 == "name:" { name_of[id] = $2 }
		$1 == "cycle_frames:" { cycle[id] = $2 }
		$1 == "stream:" { stream = $2 }
		$1 == "output:" { output = $2 }
		$1 == "flags:" && /leads/ { lead[stream] = output }
		$1 == "latency_frames:" { latency[stream, output] = $2 }
		/(inserted|dropped)_frames:/ { slips += $2 }
		END {
			for (route in latency) {
				split(route, end, SUBSEP)
				wanted = delay[end[1], name_of[end[2]]]
				if (end[2] != lead[end[1]])
					wanted += cycle[end[2]] + cycle[lead[end[1]]] + 240
				wrong += latency[route] != wanted
				count++
			}
			print count + 0 " routes, " slips + 0 " slips, " wrong + 0 " wrong"
		}'
}

# lost_frames: xruns of applications, and what was silence for them
lost_frames() {
	mixctl --json stream list | tr -d '",' |
		awk '/(xruns|silence_frames):/ { n += $2 } END { print n + 0 }'
}

# place PCM NAME PERIOD CYCLE [OPTION...]: makes it an output; a debug kernel needs the fill
place() {
	_pcm=$1
	_name=$2
	_period=$3
	_cycle=$4
	shift 4
	attach "$_pcm" --name "$_name" --period "$_period" --cycle "$_cycle" \
		--buffer 4096 --fill 2048 "$@"
}
place_late() { place hw:Test2 late 441 147; }

# late_comes: the hardware of an output that had none until now
late_comes() {
	check "late keeps time" wait_for '[ "$(least_frames)" -ge 4800 ]' 5
	is "without hardware" "$(output late state)" lost
	check "late gets its hardware" place_late
}

# late_is EXPECTED: what late has played is the end of it, to the last bit, and not all of it
late_is() {
	cat files/head.wav /tmp/late.wav >/tmp/whole.wav
	_silent=$(soundcheck stats --json /tmp/whole.wav | tr ',' '\n' |
		awk '/leading/ { print $NF }')
	_frames=$(sounding_frames /tmp/whole.wav)
	{
		cat files/head.wav
		tail -c +$((8 * _silent + 1)) /tmp/late.wav | head -c $((8 * _frames))
	} >/tmp/sound.wav
	_all=$(sounding_frames "$1")
	soundcheck find --json /tmp/sound.wav "$1" | tee /tmp/found.json
	_at=$(tr ',' '\n' </tmp/found.json | awk '/offset/ { print $NF }')
	grep -q '"differ": 0' /tmp/found.json && [ "$_at" -gt 2400 ] &&
		[ $((_at + _frames)) -eq "$_all" ]
}

# ended N PID
ended() {
	wait "$2"
	is "application $1 ends well" "$? $(cat "/tmp/aplay-$1.log")" "0 "
}

# all_ended PID...
all_ended() {
	for _n in 0 1 2 3; do
		ended "$_n" "$1"
		shift
	done
	# shellcheck disable=SC2086
	kill $recorders
	# shellcheck disable=SC2086
	wait $recorders
	check "the recorders say nothing" test ! -s /tmp/arecord.log
}

# judge OUTPUT...: what is recorded in the guest; host.py looks at the cards
judge() {
	for _output; do
		_expected=files/$kind-$_output.wav
		case $_output in
		wire | one | two)
			check "$_output is the reference" wav_is "/tmp/$_output.wav" "$_expected"
			;;
		late) check "late is the reference's end" late_is "$_expected" ;;
		esac
	done
}

# play KIND LEAD LATER OUTPUT...
play() {
	kind=$1
	lead=$2
	later=$3
	shift 3
	note "$kind streams on $*, $lead leads"
	mixctl -q default set --output "$lead"
	check "four applications open" open_all || return
	plan "$later" "$@" | named >/tmp/plan
	check "they have their routes" mixctl apply /tmp/plan || return
	check "the recorders run" record_all "$@" || return
	start
	case $1 in
	late) late_comes ;;
	esac
	check "nothing is special about them" scheduled -o -p 0
	finish
	judge "$@"
}

# The control run: do the emulated cards change anything?
check "the HDA card comes up" hda_setup
check "the USB card comes up" usb_setup
check "HDA plays without the mixer" aplay -q -D hw:Intel files/control.wav
check "USB plays without the mixer" aplay -q -D "hw:$(card USB-Audio)" files/control.wav

check "test PCMs" modprobe snd-mixcore-test cards=3 batch=0,1,0 nonatomic=0,1,0 || exit
check "the module loads" load_mixcore || exit
# Periods and cycles that have nothing to do with each other. The loopback card moves by jiffies of
# 4 ms, which is less than the 5 that a delay line has for what is late.
check "the loopback card is an output" place hw:Loopback wire 256 64 || exit
check "a test PCM is one" place hw:Test0 one 256 256 || exit
check "another one is" place hw:Test1 two 480 128 --channels 4 || exit
check "HDA is one" place hw:Intel hda 512 300 || exit
check "USB is one" place "hw:$(card USB-Audio)" usb 960 480 || exit
# QEMU's USB card, dropped and started again, may stand still for more than a second.
check "it is not idle between rounds" mixctl output idle usb 3600000
check "late is one" place_late || exit
echo 1 >$KNOBS/card2/vanish
check "and loses its hardware" wait_for '[ "$(output late state)" = lost ]' 5
echo 1 >$KNOBS/card2/appear

while read -r words; do
	# shellcheck disable=SC2086
	play $words
done <files/rounds
