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


def s24(order):
    """The top byte means nothing."""
    return lambda sample: struct.pack(order + "I", (sample & 0xffffff) |
                                      random.getrandbits(8) << 24)


# Bits, and a sample's bytes. What a float holds exactly has 24 bits.
FORMATS = {"S16_LE": (16, lambda sample: struct.pack("<h", sample)),
           "S24_LE": (24, s24("<")),
           "S32_LE": (32, lambda sample: struct.pack("<i", sample)),
           "U8": (8, lambda sample: struct.pack("B", sample + 128)),
           "S16_BE": (16, lambda sample: struct.pack(">h", sample)),
           "S24_BE": (24, s24(">")),
           "S32_BE": (32, lambda sample: struct.pack(">i", sample)),
           "S24_3LE": (24, lambda sample: struct.pack("<i", sample)[:3]),
           "S24_3BE": (24, lambda sample: struct.pack(">i", sample)[1:]),
           "FLOAT_LE": (24, lambda sample: struct.pack("<f", sample / (1 << 23)))}

random.seed(30)
for format_name, (bits, raw) in FORMATS.items():
    for channels in STEREO:
        # A quarter of full scale: even eight channels fit into two.
        peak = 1 << (bits - 3)
        frames = [[random.choice((-1, 1)) * random.randint(1, peak) for _ in range(channels)]
                  for _ in range(FRAMES)]
        name = f"{format_name}-{channels}"
        with open(f"{name}.raw", "wb") as out:
            out.write(b"".join(raw(sample) for frame in frames for sample in frame))
        # Each channel in a file of its own.
        for channel in range(channels):
            with open(f"{name}.raw.{channel}", "wb") as out:
                out.write(b"".join(raw(frame[channel]) for frame in frames))
        full = [[sample << (32 - bits) for sample in frame] for frame in frames]
        write(f"{name}-on-2.wav", 2, mix(STEREO[channels], full))
        write(f"{name}-on-8.wav", 8, mix(surround(channels), full))
END
# Peaks of -12 dBFS: 10^(-12/20) of full scale. -D: no dither.
for rate in 8000 44100 96000; do
	sox -D -n -r $rate -c 2 -b 16 $rate.wav synth 1.5 sine 200 vol 0.251189
done
