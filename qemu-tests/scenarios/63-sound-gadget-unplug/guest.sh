#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

case $SIZE in
full) times=100 ;;
*) slow && times=3 || times=10 ;;
esac

GADGETS=/sys/kernel/config/usb_gadget
GADGET=$GADGETS/card
DEEP="--period 1024 --buffer 8192 --fill 6144"

state() { output place state; }
present() { grep -q USB-Audio /proc/asound/cards; }

# Its playback, 48 kHz, S16, two channels, is what the gadget captures.
make_gadget() {
	modprobe libcomposite || return
	# Another scenario of this boot may have done it.
	[ -d $GADGETS ] || mount -t configfs configfs /sys/kernel/config || return
	mkdir $GADGET && cd $GADGET || return
	mkdir functions/uac2.0 configs/c.1
	echo 0x1d6b >idVendor
	echo 0x0104 >idProduct
	cd functions/uac2.0 || return
	echo 3 >c_chmask
	echo 48000 >c_srate
	echo 2 >c_ssize
	# The gadget's driver of 6.1 takes the lock of a direction that it has not made.
	echo 3 >p_chmask
	echo 48000 >p_srate
	echo 2 >p_ssize
	echo 0 >p_mute_present
	echo 0 >p_volume_present
	echo 0 >c_mute_present
	echo 0 >c_volume_present
	ln -s $GADGET/functions/uac2.0 $GADGET/configs/c.1
	cd /scenario || return
}

remove_gadget() {
	rm $GADGET/configs/c.1/uac2.0 &&
		rmdir $GADGET/configs/c.1 $GADGET/functions/uac2.0 $GADGET
}

plug() { basename /sys/class/udc/* >$GADGET/UDC; }
pull() { echo >$GADGET/UDC; }

# place: makes the card the output of this name
# shellcheck disable=SC2086
place() { attach "hw:$(card USB-Audio)" --name place $DEEP; }

# What arrives at the gadget: both tones at -12 dBFS within 0.1 dB, no click, no gap
arrives() {
	arecord -q -D "hw:$(card UAC2)" -f S16_LE -c 2 -r 48000 --samples "$1" /tmp/gadget.wav &&
		soundcheck tones /tmp/gadget.wav --expect 440:-12 --expect 1000:-12 \
			--min-length "$2" &&
		soundcheck gaps /tmp/gadget.wav --tone 440 --tone 1000 --min-length "$2"
}

# Unplugged, and back again; what went wrong, if something did.
round() {
	pull || return
	wait_for '[ "$(state)" = lost ]' 5 && wait_for '! present' 5 && play_on 9600 || return
	plug && wait_for present 5 && place || return
	wait_for '[ "$(state)" = running ]' 5 && arrives 24000 0.3
}

check "the bus" modprobe snd-mixcore-test-usb || exit
check "the gadget" make_gadget || exit
check "is plugged in" plug || exit
check "and becomes a card" wait_for present 10 || exit
check "the module loads" load_mixcore || exit
check "the card becomes an output" place || exit
id=$(output place id)
play_tones
check "both play on" play_on 24000
is "on the output" "$(state)" running
check "the gadget hears them" arrives 48000 0.9

rounds=0
while [ $rounds -lt "$times" ]; do
	check "unplugged, back and heard ($((rounds + 1)))" round || break
	rounds=$((rounds + 1))
done
is "unplugged $times times" "$rounds" "$times"
is "it is the same output" "$(output place id)" "$id"
check "the gadget hears all" arrives 96000 1.9
end_tones
mixctl -q output detach place
check "the gadget is pulled" pull
check "and goes" remove_gadget
check "its drivers unload" rmmod usb_f_uac2 u_audio
