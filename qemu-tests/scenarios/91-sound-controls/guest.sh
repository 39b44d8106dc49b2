#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

ctl() { amixer -c Mixcore "$@"; }
# shows CONTROL INDEX: what amixer says of its volume and switch
shows() { ctl sget "$1,$2" | sed -n 's/^  Mono: Playback //p'; }
# access NAME INDEX: of the raw element; "i" means inactive
access() { ctl cget iface=MIXER,name="$1",index="$2" | sed -n 's/.*access=\([^,]*\),.*/\1/p'; }
gain() { mixctl --json "$1" list | tr -d '\n ' | sed 's/.*"gain":\[\([0-9]*\).*/\1/'; }

# heard_at DBFS: from now on, for a second
heard_at() {
	record /tmp/heard.wav
	sleep 1.2
	record_end 0
	soundcheck tones --from 0.2 --to 1.1 --expect "1000:$1:0.1" /tmp/heard.wav
}

check "the module loads" load_mixcore || exit
check "the loopback card becomes an output" attach hw:Loopback --name wire || exit
is "without a stream its control is inactive" \
	"$(access 'Stream Playback Volume' 0)" "rwiv-R--"
check_fails "and says no" ctl sset Stream,0 50%

grant_audio
as_user alice aplay -q -D hw:Mixcore files/tone.wav &
player=$!
check "alice plays" wait_for '[ -n "$(mixctl --json stream list | grep running)" ]' 5
is "her stream's control is active" "$(access 'Stream Playback Volume' 0)" "rw-v-R--"
is "at 0 dB" "$(shows Stream 0)" "192 [100%] [0.00dB] [on]"
check "which is what is heard" heard_at -12

check "she turns it down" as_user alice amixer -q -c Mixcore sset Stream,0 180
is "by 6 dB" "$(shows Stream 0)" "180 [94%] [-6.00dB] [on]"
check "which is heard" heard_at -18
check_fails "bob may not touch it" as_user bob amixer -q -c Mixcore sset Stream,0 100%
bobs=$(as_user bob amixer -c Mixcore cset "iface=MIXER,name='Stream Playback Volume'" 192 2>&1)
check "with EPERM" grep -q 'not permitted' <<END
$bobs
END
check_fails "nor mute it" as_user bob amixer -q -c Mixcore sset Stream,0 mute
is "it is as it was" "$(shows Stream 0)" "180 [94%] [-6.00dB] [on]"
check "root may" ctl -q sset Stream,0 192

check "a gain above 0 dB by mixctl" mixctl stream volume 1 +6dB
is "is 0 dB on the control" "$(shows Stream 0)" "192 [100%] [0.00dB] [on]"
check "is heard" heard_at -6
# amixer's sset does not write what it thinks is there already; cset does.
check "100 % brings it down to 0 dB" ctl -q cset "iface=MIXER,name='Stream Playback Volume'" 100%
is "exactly" "$(gain stream)" 16777216

check "the output has a control of its name" ctl -q sset wire 168
is "12 dB down" "$(shows wire 0)" "168 [88%] [-12.00dB] [on]"
check "which is heard" heard_at -24
check "it is muted" ctl -q sset wire mute
check "which is heard" wait_for 'record /tmp/heard.wav; sleep 0.3; record_end 0; soundcheck stats --json /tmp/heard.wav | tr -d " " | grep -q "\"peak_dbfs\":-200\|\"peak_dbfs\":null\|-inf"' 2
check "and back" ctl -q sset wire 100% unmute
check "which is heard" heard_at -12
check "alsactl stores and restores the card" alsactl -f /tmp/state store Mixcore
check "alsamixer starts on it" sh -c "echo q | TERM=linux alsamixer -c Mixcore"

killall aplay
wait $player
mixctl output detach wire
check_fails "a detached output has no control" ctl sget wire
is "without a stream its control is inactive again" \
	"$(access 'Stream Playback Volume' 0)" "rwiv-R--"
