#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

case $SIZE in
full) loads=50 attaches=200 ;;
*) loads=18 attaches=60
	slow && loads=6 attaches=20 ;;
esac

loaded() { grep -q '^snd_mixcore ' /proc/modules; }
slave_status() { head -n 1 "/proc/asound/$1/pcm0p/sub0/status"; }
uptime_ms() { sed 's/^\([0-9]*\)\.\([0-9]*\) .*/\1\20/' /proc/uptime; }

# refuses WHAT: the module stays, as somebody has WHAT open.
refuses() {
	check_fails "rmmod is refused while $1 is open" rmmod snd_mixcore
	grep -qE 'in use|temporarily unavailable' /tmp/check.out ||
		not_ok "not as it is in use, but: $(cat /tmp/check.out)"
	check "the card is still there" test -e /proc/asound/Mixcore
}
removed() { check "then it goes" rmmod snd_mixcore && check "all of it" nothing_left; }
nothing_left() {
	! loaded && ! [ -e /dev/snd/mixcore ] && ! [ -e /dev/snd/mixcore-control ] &&
		! [ -e /proc/asound/Mixcore ] && ! grep -q '^mixcore/' /proc/[0-9]*/comm
}

# An application that plays a tone until it is told to end, and how long that took
# against the clock. Whole seconds of sound, counted in /tmp/seconds.
begin() {
	rm -f /tmp/enough /tmp/seconds
	while ! [ -e /tmp/enough ]; do
		cat files/second.raw || break
		echo >>/tmp/seconds
	done >/tmp/sound &
	began=$(uptime_ms)
	aplay -q -D hw:Mixcore --buffer-size=8192 -t raw -f S16_LE -c 2 -r 48000 /tmp/sound \
		2>/tmp/player.log &
	player=$!
	wait_for '[ "$(stream $player state)" = running ]' 5
}

# end: it ends well; sets took and sound, in ms
end() {
	touch /tmp/enough
	wait $player
	is "it ends well" $? 0
	took=$(($(uptime_ms) - began))
	sound=$(($(wc -l </tmp/seconds) * 1000))
	says_nothing /tmp/player.log
}

# in_time EARLY: that took as much time as it had sound and aplay needs to start and end,
# or up to EARLY ms less. The changes of the clock have 100 ms. A drain ends when the last
# frame is mixed, up to a cycle of 21 ms early.
in_time() {
	check "$sound ms of sound took $took ms" \
		test $took -ge $((sound + overhead - 100 - $1)) -a \
		$took -le $((sound + overhead + 100))
}

check "the card comes up" hda_setup

check "the module loads" load_mixcore || exit
for node in mixcore mixcore-control "controlC$(card Mixcore)"; do
	exec 3<"/dev/snd/$node"
	refuses "$node"
	exec 3<&-
done
mkfifo /tmp/never /tmp/sound
aplay -q -D hw:Mixcore -t raw -f S16_LE -c 2 -r 48000 /tmp/never &
idler=$!
wait_for '[ "$(stream $idler state)" = open ]' 5
refuses "a PCM"
kill -9 $idler
wait $idler 2>/dev/null
check "an output of the card is attached" attach hw:Intel
begin
refuses "a playing PCM"
kill -9 $player
wait $player 2>/dev/null

# The output is running, in its five seconds before it idles, and holds its slave.
is "its slave runs" "$(slave_status Intel)" "state: RUNNING"
removed
is "the slave is free" "$(slave_status Intel)" closed
check "another application plays on it" aplay -q -D hw:Intel files/tone.wav

# Every third time with an output, every sixth time with one that has played.
rounds=0
slave=Intel
while [ $rounds -lt $loads ]; do
	rounds=$((rounds + 1))
	load_mixcore || break
	if [ $((rounds % 3)) -eq 0 ]; then
		attach -q hw:$slave || break
		[ $((rounds % 6)) -ne 0 ] ||
			aplay -q -D hw:Mixcore -d 1 -f S16_LE -c 2 -r 48000 /dev/zero || break
		case $slave in
		Intel) slave=Loopback ;;
		Loopback) slave=Dummy ;;
		*) slave=Intel ;;
		esac
	fi
	rmmod snd_mixcore || break
done >/tmp/rounds.log 2>&1
is "loaded and unloaded $loads times" "$rounds" $loads
says_nothing /tmp/rounds.log
check "nothing is left" nothing_left

# What aplay takes to start and end, beside its sound.
check "the module loads" load_mixcore || exit
attach -q hw:Loopback --name place
begin
end
overhead=$((took - sound))
note "aplay starts and ends in $overhead ms"
check "which is less than a second" test "$overhead" -lt 1000
mixctl -q output detach place

# One application, many times another output below it.
attach -q hw:Intel --name place
begin
rounds=0
while [ $rounds -lt $attaches ]; do
	rounds=$((rounds + 1))
	mixctl -q output detach place || break
	case $((rounds % 4)) in
	0) attach -q hw:Intel --name place --period 256 --buffer 2048 --cycle 128 --fill 1024 ||
		break ;;
	1) attach -q hw:Loopback --name place --period 512 --buffer 8192 --cycle 64 || break ;;
	2) attach -q hw:Dummy --name place --channels 1 --format S16_LE --cycle 1024 || break ;;
	3) attach -q hw:Intel --name place --period 1024 --buffer 4096 --cycle 16 || break ;;
	esac
	# Some are replaced before their first cycle, some play.
	[ $((rounds % 5)) -ne 0 ] || wait_for '[ "$(output place state)" = running ]' 5 || break
done >/tmp/rounds.log 2>&1
is "attached and detached $attaches times" "$rounds" $attaches
says_nothing /tmp/rounds.log
is "below the one application" "$(stream $player state)" running
is "which had no xrun" "$(stream $player xruns) $(stream $player silence_frames)" "0 0"
wait_for '[ "$(output place state)" = running ]' 5
is "it plays on the last output" "$(slave_status Intel)" "state: RUNNING"
check "for a while" \
	wait_for "[ \$(stream $player frames) -gt $(($(stream $player frames) + 72000)) ]" 5
# After each start the emulated HDA runs ahead, in steps of 4 ms, until half of the 8 KB
# that it keeps for its host are full: 21 to 25 ms. That is every second round here; nothing
# else may move the time.
end
in_time $((25 * attaches / 2))
mixctl -q output detach place

# Other cards do not move the time at all.

# on_card_that_keeps_time CARD OPTIONS: detached and attached below an application
on_card_that_keeps_time() {
	attach -q "hw:$1" --name place
	begin
	rounds=0
	while [ $rounds -lt $((attaches / 4)) ]; do
		rounds=$((rounds + 1))
		mixctl -q output detach place || break
		# shellcheck disable=SC2086
		attach -q "hw:$1" --name place $2 || break
		[ $((rounds % 5)) -ne 0 ] ||
			wait_for '[ "$(output place state)" = running ]' 5 || break
	done
	is "attached $rounds times on $1" $rounds $((attaches / 4))
	is "below the one application" "$(stream $player state)" running
	end
	in_time 0
	mixctl -q output detach place
}
on_card_that_keeps_time Loopback "--period 512 --buffer 8192 --cycle 64"
on_card_that_keeps_time Dummy "--cycle 1024"
removed
