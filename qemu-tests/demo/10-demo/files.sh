#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# speech.wav: the spoken samples of alsa-utils, one after the other (mono).
# music.wav: 12 s of plucked chords over soft low voices (stereo).
set -euo pipefail
rate=48000

speech() {
	local spoken=/usr/share/sounds/alsa

	sox -D $spoken/Front_{Center,Left,Right}.wav $spoken/Side_{Left,Right}.wav \
		$spoken/Rear_{Center,Left,Right}.wav speech.wav
}

# bar NAME BASS NOTE...: 1.5 s; four notes one after the other, left and right in
# turn, over the bass and the chord as sine waves.
bar() {
	local name=$1 bass=$2
	shift 2
	sox -D -R -n -r $rate -b 16 "$name-plucked.wav" \
		synth 1.5 pluck "$1" pluck "$2" pluck "$3" pluck "$4" delay 0 0.375 0.75 1.125 \
		remix 1v0.5,2v0.2,3v0.4,4v0.2 1v0.2,2v0.5,3v0.2,4v0.4 trim 0 1.5
	sox -D -R -n -r $rate -b 16 "$name-held.wav" \
		synth 1.5 sine "$bass" sine "$1" sine "$2" sine "$3" \
		remix 1v0.12,2v0.06,3v0.04,4v0.06 1v0.12,2v0.04,3v0.06,4v0.06 fade t 0.05 1.5 0.05
	sox -D -m -v 0.8 "$name-plucked.wav" -v 0.8 "$name-held.wav" "$name.wav"
}

# The second half repeats the first: what was changed in between can be read off.
music() {
	bar 1 A2 A3 C4 E4 A4
	bar 2 F2 F3 A3 C4 F4
	bar 3 C2 G3 C4 E4 G4
	bar 4 G2 G3 B3 D4 G4
	sox -D {1,2,3,4}.wav {1,2,3,4}.wav music.wav norm -9 fade t 0 12 0.3
	rm ./[1-4]*.wav
}

speech
music
