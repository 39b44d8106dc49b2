#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

case $SIZE in
full) LENGTH=3600 ;;
*) LENGTH=20 ;;
esac

# play SECONDS: of noise, without an end that could be heard.
play() {
	left=$(($1 / 10))
	while [ $left -gt 0 ]; do
		cat files/noise.raw
		left=$((left - 1))
	done
}

check "the module loads" load_mixcore || exit
# It is judged as it comes: an hour does not fit into the guest's memory.
mkfifo /tmp/sound
/selftests/endpoint-judge files/noise.raw $((LENGTH * 48000)) </tmp/sound >/tmp/judge.out 2>&1 &
judge=$!
# 5 % more pictures than there is sound; late by up to 45 ms, which is more than two of them.
example-video-recorder /tmp/sound $((LENGTH * 50 * 21 / 20 + 100)) 45 7 >/tmp/pictures 2>/tmp/video.log &
video=$!
check "the video is an output" wait_for 'mixctl output list | grep -q " video "' 5 || exit
check "it is chosen" mixctl -q output default video
play $LENGTH | aplay -q -D hw:Mixcore -t raw -f S16_LE -c 2 -r 48000 2>/tmp/aplay.log &
aplay=$!
check "aplay plays" wait_for "[ \"\$(stream $(pidof aplay) state)\" = running ]" 5
wait $aplay
is "aplay ends well" $? 0
says_nothing /tmp/aplay.log
check "so does the video" wait $video
note "$(tail -n 1 /tmp/video.log)"
check "no frame was lost" grep -q '^0 frames lost' /tmp/video.log
check "every sample is there, once and in order" wait $judge
sed 's/^/# /' /tmp/judge.out

# NUMBER POSITION TIME LATE: sound and pictures never part, in frames and in ns.
parted=$(awk 'NR == 1 { first = $3 } $1 != NR - 1 || $2 != 960 * $1 || $3 - first != 20000000 * $1' /tmp/pictures | wc -l)
is "picture N is frame 960 * N, and at N * 20 ms" "$parted" 0
late=$(awk '$4 > 20000000' /tmp/pictures | wc -l)
check "though many were pulled later than the next was due" test "$late" -gt $((LENGTH * 5))
