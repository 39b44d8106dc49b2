#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

case $SIZE in
full) times=100 ;;
*) slow && times=3 || times=10 ;;
esac

GADGETS=/sys/kernel/config/usb_gadget
GADGET=$GADGETS/card
RAW="-q -t raw -f S16_LE -c 2 -r 48000"

state() { /selftests/input-tool state mic; }
present() { grep -q USB-Audio /proc/asound/cards; }
frames() { echo $(($(stat -c %s /tmp/all.raw) / 4)); }
hundredths() { awk '{ printf "%d\n", $1 * 100 }' /proc/uptime; }

# Its capture, 48 kHz, S16, two channels, is what the gadget plays.
make_gadget() {
	modprobe libcomposite || return
	# Another scenario of this boot may have done it.
	[ -d $GADGETS ] || mount -t configfs configfs /sys/kernel/config || return
	mkdir $GADGET && cd $GADGET || return
	mkdir functions/uac2.0 configs/c.1
	echo 0x1d6b >idVendor
	echo 0x0104 >idProduct
	cd functions/uac2.0 || return
	# The gadget's driver of 6.1 takes the lock of a direction that it has not made.
	echo 3 >c_chmask
	echo 48000 >c_srate
	echo 2 >c_ssize
	echo 0 >c_mute_present
	echo 0 >c_volume_present
	echo 3 >p_chmask
	echo 48000 >p_srate
	echo 2 >p_ssize
	echo 0 >p_mute_present
	echo 0 >p_volume_present
	ln -s $GADGET/functions/uac2.0 $GADGET/configs/c.1
	cd /scenario || return
}

remove_gadget() {
	rm $GADGET/configs/c.1/uac2.0 &&
		rmdir $GADGET/configs/c.1 $GADGET/functions/uac2.0 $GADGET
}

plug() { basename /sys/class/udc/* >$GADGET/UDC; }
pull() { echo >$GADGET/UDC; }

mic() { /selftests/input-tool attach mic "$(card_id)" 48000 2 480 4800; }
card_id() { sed -n 's/^ *[0-9]* \[\([^ ]*\) *\]: USB-Audio.*/\1/p' /proc/asound/cards; }

# The gadget plays for as long as it is plugged in.
endless() { while cat files/both.raw; do :; done 2>/dev/null; }
play() {
	while ! [ -e /tmp/enough ]; do
		# shellcheck disable=SC2086
		[ -n "$(card UAC2)" ] && endless | aplay $RAW -D "hw:$(card UAC2)" - 2>/dev/null
		sleep 0.05
	done
}

# arrives FRAMES SECONDS: both tones at -12 dBFS within 0.1 dB, no click, no gap
arrives() {
	arecord -q -D hw:Mixcore -f S16_LE -c 2 -r 48000 --samples "$1" /tmp/heard.wav &&
		soundcheck tones /tmp/heard.wav --expect 440:-12 --expect 1000:-12 \
			--min-length "$2" &&
		soundcheck gaps /tmp/heard.wav --tone 440 --tone 1000 --min-length "$2"
}

# The application that records all the time gets on.
records_on() {
	_end=$(($(frames) + $1))
	wait_for "[ \$(frames) -ge $_end ]" 5
}

# Unplugged, and back again; what went wrong, if something did.
round() {
	pull || return
	wait_for '[ "$(state)" = lost ]' 5 && wait_for '! present' 5 && records_on 9600 || return
	plug && wait_for present 5 && mic || return
	# What the gadget plays begins some time after it is plugged in.
	wait_for '[ "$(state)" = running ]' 5 && sleep 0.5 && arrives 24000 0.4
}

check "the bus" modprobe snd-mixcore-test-usb || exit
check "the gadget" make_gadget || exit
check "is plugged in" plug || exit
check "and becomes a card" wait_for present 10 || exit
check "the module loads" load_mixcore || exit
check "the card becomes an input" mic || exit
play &
player=$!
# shellcheck disable=SC2086
arecord $RAW -D hw:Mixcore /tmp/all.raw 2>/tmp/arecord.log &
recorder=$!
began=$(hundredths)
check "it is recorded" wait_for '[ "$(state)" = running ]' 5
check "and heard" wait_for 'arrives 48000 0.9' 10

rounds=0
while [ $rounds -lt "$times" ]; do
	check "unplugged, back and heard ($((rounds + 1)))" round || break
	rounds=$((rounds + 1))
done
is "unplugged $times times" "$rounds" "$times"
check "the application records on" records_on 9600
passed=$((($(hundredths) - began) * 480))
recorded=$(frames)
# What it has written to its file comes half a second late at most.
check "and has lost no time: $recorded of $passed frames" \
	test "$recorded" -gt $((passed - 24000)) -a "$recorded" -lt $((passed + 4800))
kill -INT "$recorder"
wait "$recorder"
says_nothing /tmp/arecord.log
touch /tmp/enough
check "the gadget is pulled" pull
wait "$player"
check "and goes" remove_gadget
check "its drivers unload" rmmod usb_f_uac2 u_audio
