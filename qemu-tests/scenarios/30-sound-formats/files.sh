#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Noise of its own in every channel as FORMAT-CHANNELS.raw, and what a stereo and an
# 8-channel output have to make of it (Documentation/dsp.rst) as WAVs of 32 bit.
# Tones of other rates.
set -eu
/usr/bin/python3 - <<'END'
import random
import struct
import wave

FRAMES = 4801
UNITY, HALF = 1 << 24, 11863283     # 0 and -3 dB
STEREO = {1: [[UNITY], [UNITY]],
          2: [[UNITY, 0], [0, UNITY]],
          6: [[UNITY, 0, HALF, 0, HALF, 0], [0, UNITY, 0, HALF, HALF, 0]],
          8: [[UNITY, 0, HALF, 0, HALF, 0, HALF, 0], [0, UNITY, 0, HALF, HALF, 0, 0, HALF]]}


def surround(channels):
    rows = [[UNITY * (row == column) for column in range(channels)] for row in range(8)]
    if channels == 1:
        rows[1][0] = UNITY
    return rows


def mix(matrix, frames):
    """Frames at the full scale of 32 bit, rounded halves up; nothing here saturates."""
    for frame in frames:
        for row in matrix:
            yield (sum(c * s for c, s in zip(row, frame)) + (UNITY >> 1)) >> 24


def write(name, channels, samples):
    with wave.open(name, "wb") as out:
        out.setparams((channels, 4, 48000, 0, "NONE", ""))
        out.writeframes(b"".join(struct.pack("<i", sample) for sample in samples))


def raw(bits, sample):
    if bits == 16:
        return struct.pack("<h", sample)
    if bits == 24:      # the top byte of S24 means nothing
        return struct.pack("<I", (sample & 0xffffff) | random.getrandbits(8) << 24)
    return struct.pack("<i", sample)


random.seed(30)
for bits in (16, 24, 32):
    for channels in STEREO:
        # A quarter of full scale: even eight channels fit into two.
        peak = 1 << (bits - 3)
        frames = [[random.choice((-1, 1)) * random.randint(1, peak) for _ in range(channels)]
                  for _ in range(FRAMES)]
        name = f"S{bits}_LE-{channels}"
        with open(f"{name}.raw", "wb") as out:
            out.write(b"".join(raw(bits, sample) for frame in frames for sample in frame))
        full = [[sample << (32 - bits) for sample in frame] for frame in frames]
        write(f"{name}-on-2.wav", 2, mix(STEREO[channels], full))
        write(f"{name}-on-8.wav", 8, mix(surround(channels), full))
END
# Peaks of -12 dBFS: 10^(-12/20) of full scale. -D: no dither.
for rate in 8000 44100 96000; do
	sox -D -n -r $rate -c 2 -b 16 $rate.wav synth 1.5 sine 200 vol 0.251189
done
