#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

# The last time another card takes its place.
case $SIZE in
full) times=100 ;;
*) times=2 ;;
esac

DEEP="--period 1024 --buffer 8192 --fill 6144"

# place CARD: makes it the output of this name
# shellcheck disable=SC2086
place() { attach "hw:$1" --name place $DEEP; }
state() { output place state; }
present() { grep -q USB-Audio /proc/asound/cards; }

# lost: what the output and the card say when the plug is out
lost() {
	check "the output is lost" wait_for '[ "$(state)" = lost ]' 60
	check "the card goes, as nobody holds it" wait_for '! present' 60
	check "both play on" play_on 9600
}

# back TIME: it plays again
back() {
	check "the USB card comes back ($1)" wait_for present 60
	check "with its mixer" usb_setup
	check "it is attached again" place "$(card USB-Audio)"
	check "the output runs" wait_for '[ "$(state)" = running ]' 5
	check "both play on" play_on 24000
}

check "the USB card comes up" usb_setup
check "the HDA card comes up" hda_setup
check "the module loads" load_mixcore || exit
check "the USB card becomes an output" place "$(card USB-Audio)" || exit
play_tones
check "both play on" play_on 48000
is "on the output" "$(state)" running

time=1
while mark "pull $time" && lost && [ $time -lt $times ]; do
	mark "plug $time"
	back $time || break
	time=$((time + 1))
done
is "unplugged $times times" $time $times
check "the HDA card takes its place" place Intel
check "the output runs on it" wait_for '[ "$(state)" = running ]' 5
is "and says so" "$(output place backend_id)" Intel
check "both play on" play_on 72000

end_tones
