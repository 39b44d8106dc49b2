#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

COMMANDS=/scenario/commands
PATH=$PATH:/tmp/bin
mkdir -p /tmp/bin /tmp/work
cp files/*.wav /tmp/work

# as NAME APLAY-OR-ARECORD: an application of that name plays, or records, until its scene ends.
as() {
	cp /usr/bin/aplay "/tmp/bin/$1"
	# It goes by its name whether it plays or records.
	# shellcheck disable=SC3038
	(exec -a "$2" "/tmp/bin/$1" -q -D hw:Mixcore -t raw -f S16_LE -c 2 -r 48000 "${3:-/dev/zero}") &
	started="$started $!"
	wait_for "mixctl stream list | grep -q ' $1 '" 5
}
plays() { as "$1" aplay; }
records() { as "$1" arecord /dev/null; }

# Cards as pages name them: the first one is hw:0.
make_cards() {
	modprobe snd-mixcore-test cards=4 || return
	number=0
	for id in Intel USB Left Right; do
		printf %s $id >/sys/class/sound/card$number/id || return
		number=$((number + 1))
	done
}

# What commands of a scene take for granted.
scene_system() { return 0; }
scene_applications() { with_usb && plays aplay && plays mpv; }
scene_hardware() { load_mixcore && attach hw:Intel && plays aplay; }
scene_recording() { load_mixcore && attach hw:Intel && plays mpv; }
scene_screencast() { scene_recording && plays baresip; }
scene_cable() { scene_recording && records baresip; }
scene_microphone() { with_usb; }
scene_mic() { with_usb; }
scene_devices() { load_mixcore; }
scene_trace() { load_mixcore && attach hw:Intel && plays aplay; }
scene_elsewhere() { return 0; }
with_usb() { load_mixcore && attach hw:Intel && attach hw:USB; }

begin_scene() {
	end_scene
	cd /tmp/work || return
	check "scene $1" "scene_$1"
}

end_scene() {
	# shellcheck disable=SC2086
	[ -z "$started" ] || kill -9 $started
	wait
	started=
	cd /
	[ ! -e /proc/asound/Mixcore ] || rmmod snd-mixcore
}

# perform KIND COMMAND: what it has said goes to /tmp/said.
perform() {
	case $1 in
	run)
		check "$2" eval "$2"
		cp /tmp/check.out /tmp/said
		;;
	start)
		eval "$2" >/tmp/said 2>&1
		started="$started $!"
		check "$2" wait_for 'grep -q "(endpoint" /tmp/said || mixctl stream list | grep -q arecord' 5
		;;
	stop) check "$2" go_on "$2" ;;
	esac
}

# A while later it is still there, and then it can be stopped.
go_on() {
	setsid sh -c "$1" >/tmp/said 2>&1 &
	group=$!
	sleep 0.5
	happen
	mixctl stream list >>/tmp/said
	kill -0 $group || return
	kill -- -$group
	wait $group
	! kill -0 -- -$group 2>/dev/null
}

# What monitors tell of.
happen() {
	mixctl -q stream volume aplay -6dB
	aplay -q -D hw:Mixcore /tmp/work/any48k.wav
	sleep 0.2
} 2>/dev/null

started=
check "cards" make_cards || exit
while IFS= read -r line <&3; do
	case $line in
	'' | '#'*) ;;
	'['*) begin_scene "$(expr "$line" : '.\(.*\)]')" ;;
	"	"*)
		case $kind in
		run | start | stop)
			check "it says ${line#?}" grep -qE -e "${line#?}" /tmp/said || sed 's/^/# /' /tmp/said
			;;
		esac
		;;
	*)
		kind=${line%% *}
		perform "$kind" "${line#* }"
		;;
	esac
done 3<$COMMANDS
end_scene
# Others in this boot look there, too.
: >/sys/kernel/tracing/trace

# The examples of the library: each with a stream that plays, its number and its output.
check "two outputs and a stream" scene_applications || exit
id=$(stream "${started##* }" id)
mixctl -q stream volume mpv 0dB
example-listen 2 >/tmp/heard &
listener=$!
sleep 0.5
check "example list" eval 'example-list | grep -q "stream $id: mpv, running, 0.0 dB"'
check "example volume" example-volume "$id" -6dB "a call comes in"
is "has set it" "$(example-list | grep -c "stream $id: mpv, running, -6.0 dB")" 1
check "example explain" eval 'example-explain "$id" | grep -q "example-volume (uid 0): a call comes in"'
check "example move" example-move "$id" usb
check "has moved it" eval 'mixctl why mpv | head -n 1 | grep -q "output usb"'
check "example route" example-route "$id" intel usb
is "has made a route" "$(mixctl route list mpv | grep -cE ' (intel|usb) ')" 2
check "example listen" wait $listener
is "has heard both" "$(sort /tmp/heard | uniq -c | tr -s ' ')" " 2 stream $id changed"
check "example quieter" eval 'example-quieter -=6dB | grep -q "streams changed: 2"'
check "example graph" eval 'example-graph | grep -q "stream$id -> output.*dB"'
check "example null-device" eval 'example-null-device 6 100 | tail -n 1 | grep -qE "drift (99.99|100.00)[0-9] ppm"'
example-peak 3 >/tmp/peaks &
peaks=$!
check "example peak is an output" wait_for '[ -n "$(output peak state)" ]' 5
mixctl -q output default peak
head -c 192000 /dev/urandom >/tmp/noise
check "which is played on" aplay -q -D hw:Mixcore -t raw -f S16_LE -c 2 -r 48000 /tmp/noise
check "and ends" wait $peaks
mixctl -q output default usb
is "it has told of each second" "$(wc -l </tmp/peaks)" 3
check "and heard something" eval '[ "$(sort -k 2 -n /tmp/peaks | tail -n 1 | cut -d " " -f 2)" -gt 32000 ]'
check_fails "without a module they fail" eval 'end_scene; example-list'
is "and say why" "$(example-list 2>&1 | grep -c 'not loaded')" 1
check "the test PCMs unload" rmmod snd-mixcore-test
