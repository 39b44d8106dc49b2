#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# fast-N.wav: N frames of noise; slow-N.wav: the same upside down. KIND-N-heard.wav:
# with 64 frames of silence behind, as soundcheck looks for 32 frames at least.
set -eu
case $SIZE in
full) lengths="1 2 31 32 33 100 255 256 257 511 512 513 4801 24001 48001" ;;
*) lengths="1 257 4801" ;;
esac
echo "$lengths" >lengths
for length in $lengths; do
	# The first frames of the noise are left out: they are silent.
	sox -R -D -n -r 48000 -c 2 -b 16 fast-"$length".wav synth 2 whitenoise vol 0.25 \
		trim 480s "$length"s
	sox -D fast-"$length".wav slow-"$length".wav vol -1
	for kind in fast slow; do
		sox -D $kind-"$length".wav $kind-"$length"-heard.wav pad 0 64s
	done
done
sox -D -n -r 48000 -c 2 -b 16 tone.wav synth 0.1 sine 1000 vol 0.25
