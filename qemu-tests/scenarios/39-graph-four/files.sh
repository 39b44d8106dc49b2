#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the applications play, by which routes, and what each output has to make of it: computed
# from Documentation/dsp.rst alone.
#
# KIND-N.raw             what application N plays: noise, then silence
# KIND.formats           N FORMAT CHANNELS BYTES-OF-A-PERIOD of each
# KIND-OUTPUT.routes     the four routes to an output, for mixctl apply; @N is stream N
# KIND-OUTPUT.wav        what is heard there, from the first frame to the last
# control.wav            for a card without the mixer; control-heard.wav has to come out
# head.wav               of a recording of two channels of 32 bits
# rounds                 KIND LEADING-OUTPUT FRAMES OUTPUT... of each round; so many frames are
#                        added to each delay, which can't be heard
set -eu
/usr/bin/python3 - <<'PYTHON'
import array
import os
import random
import wave

RATE, PERIOD = 48000, 800
FRAMES = 45 * PERIOD        # of noise
SILENCE = 70 * PERIOD       # until the last frame has been heard, and somebody has looked
LONGEST = 12000             # delay
LATER = 2400                # QEMU's cards move by up to 6 ms at once: more than a line is made for
UNITY = 1 << 24
BITS = {"S16_LE": 16, "S24_LE": 24, "S32_LE": 32}

# Where all is S16, the mix for an output of S16 is the narrow one.
KINDS = {"mixed": [("S16_LE", 2), ("S32_LE", 2), ("S24_LE", 1), ("S16_LE", 4)],
         "short": [("S16_LE", 2), ("S16_LE", 2), ("S16_LE", 1), ("S16_LE", 4)]}
# Channels and bits. "late" has the routes of the null output, and is heard; see guest.sh.
OUTPUTS = {"null": (2, 32), "wire": (2, 32), "one": (2, 32), "two": (4, 32),
           "hda": (2, 16), "usb": (2, 16)}


def noise(bits, channels):
    """Lists of samples, 12 dB below full scale; none is 0."""
    peak = 1 << (bits - 3)
    return [[random.choice((-1, 1)) * random.randint(1, peak) for _ in range(FRAMES)]
            for _ in range(channels)]


def interleave(channels, bits):
    frames = array.array("h" if bits == 16 else "i", bytes(len(channels) * len(channels[0]) *
                                                           (2 if bits == 16 else 4)))
    for n, channel in enumerate(channels):
        frames[n::len(channels)] = array.array(frames.typecode, channel)
    return frames.tobytes()


def nearest_away(value, bits):
    """value / 2^bits to the nearest, halves away from zero."""
    size = (abs(value) + (1 << bits >> 1)) >> bits
    return size if value >= 0 else -size


def limit(value, bits):
    top = (1 << (bits - 1)) - 1
    return min(max(value, -top - 1), top)


class Route:
    """From a stream to an output."""

    def __init__(self, rows, delay):
        self.delay = delay
        self.gain = random.randint(UNITY // 4, UNITY)
        self.matrix = [[random.randint(-UNITY // 2, UNITY // 2) for _ in range(4)]
                       for _ in range(rows)]
        # A step of the gain is one of this coefficient: it can't get lost in a rounding.
        self.matrix[-1][0] = random.choice((-UNITY, UNITY))

    def coefficient(self, row, column):
        """In Q24. Four add up to less than 3.98: no path is limited."""
        return nearest_away(self.matrix[row][column] * self.gain, 24)

    def section(self, n, output, columns):
        """Nine decimals tell factors apart."""
        rows = ";".join(",".join(f"{factor / UNITY:.9f}" for factor in row[:columns])
                        for row in self.matrix)
        return (f"[route @{n} {output}]\ngain = {self.gain}\ndelay = {self.delay}frames\n"
                f"matrix = {rows}\n")


def span(routes):
    """Where each stream begins; where the last one ends."""
    first = min(route.delay for route in routes)
    begins = [route.delay - first for route in routes]
    return begins, max(begins) + FRAMES


def add(sums, begin, samples, term):
    end = begin + len(samples)
    sums[begin:end] = [old + term(sample) for old, sample in zip(sums[begin:end], samples)]


def wide(streams, routes, row, bits):
    """A channel of an output: everything exactly, rounded once."""
    begins, length = span(routes)
    shift = 24 + 32 - bits
    sums = [1 << (shift - 1)] * length
    for (stream_bits, channels), route, begin in zip(streams, routes, begins):
        for column, samples in enumerate(channels):
            factor = route.coefficient(row, column) << (32 - stream_bits)
            add(sums, begin, samples, lambda sample, factor=factor: sample * factor)
    return [limit(value >> shift, bits) for value in sums]


def mantissa(factor):
    """m and sh of the narrow mix, with 8 fraction bits."""
    k = max(abs(factor).bit_length() - 15, 0)
    m = nearest_away(factor, k)
    if abs(m) == 1 << 15:
        m, k = m // 2, k + 1
    return m, 24 - k - 8


def lost(m, sh):
    """b: what a term loses on average, in 2^-16."""
    zeros = (m & -m).bit_length() - 1
    return 0 if zeros >= sh else (1 << 15) - (1 << (15 + zeros - sh))


def narrow(streams, routes, row):
    """A channel of an output of S16, all streams being S16."""
    begins, length = span(routes)
    sums, losses = [1 << 7] * length, [0] * length
    for (_, channels), route, begin in zip(streams, routes, begins):
        for column, samples in enumerate(channels):
            m, sh = mantissa(route.coefficient(row, column))
            add(sums, begin, samples, lambda sample, m=m, sh=sh: sample * m >> sh)
            # Also of the silence behind the noise, which is played.
            add(losses, begin, range(length - begin), lambda _, b=lost(m, sh): b)
    return [limit((value + (loss >> 16)) >> 8, 16) for value, loss in zip(sums, losses)]


def heard(streams, routes, output):
    """Its first and its last frame sound: it is looked for between them."""
    rows, bits = OUTPUTS[output]
    exact = [wide(streams, routes, row, bits) for row in range(rows)]
    assert any(one[0] for one in exact) and any(one[-1] for one in exact)
    if bits != 16 or any(stream_bits != 16 for stream_bits, _ in streams):
        return exact
    mixed = [narrow(streams, routes, row) for row in range(rows)]
    assert all(abs(a - b) <= 1 for x, y in zip(exact, mixed) for a, b in zip(x, y))
    return mixed


def write(name, data):
    with open(name, "wb") as out:
        out.write(data)


def write_wav(name, bits, channels):
    with wave.open(name, "wb") as out:
        out.setparams((len(channels), bits // 8, RATE, 0, "NONE", ""))
        out.writeframes(interleave(channels, bits))


def write_streams(kind):
    streams, lines = [], []
    for n, (name, channels) in enumerate(KINDS[kind]):
        bits = BITS[name]
        frame = channels * (2 if bits == 16 else 4)
        samples = noise(bits, channels)
        streams.append((bits, samples))
        write(f"{kind}-{n}.raw", interleave(samples, bits) + bytes(SILENCE * frame))
        lines.append(f"{n} {name} {channels} {PERIOD * frame}\n")
    write(f"{kind}.formats", "".join(lines).encode())
    return streams


def write_output(kind, streams, routes, output):
    write_wav(f"{kind}-{output}.wav", OUTPUTS[output][1], heard(streams, routes, output))
    sections = [route.section(n, output, KINDS[kind][n][1]) for n, route in enumerate(routes)]
    write(f"{kind}-{output}.routes", "".join(sections).encode())


def rounds():
    """Each output leads once, in size full with all kinds of streams."""
    here, late, cards = "0 null wire one two", "0 late wire one two", f"{LATER} wire one hda usb"
    if os.environ["SIZE"] == "full":
        for kind in KINDS:
            for outputs in here, cards:
                yield from (f"{kind} {lead} {outputs}" for lead in outputs.split()[1:])
    else:
        yield from (f"mixed {lead} {here}" for lead in ("null", "wire", "two"))
        yield from (f"short hda {cards}", f"mixed usb {cards}")
    yield f"mixed one {late}"


random.seed(39)
# No two alike; none at all, where the leading route needs no delay line; and a single frame.
delays = [0, 1] + random.sample(range(2, LONGEST), 4 * len(OUTPUTS) - 2)
graph = {output: [Route(rows, delays.pop(0)) for _ in range(4)]
         for output, (rows, _) in OUTPUTS.items()}
for kind in KINDS:
    streams = write_streams(kind)
    for output, routes in graph.items():
        write_output(kind, streams, routes, output)
os.rename("mixed-null.wav", "mixed-late.wav")
with open("mixed-null.routes", encoding="ascii") as routes:
    write("mixed-late.routes", routes.read().replace("null", "late").encode())
control = noise(16, 2)
write_wav("control-heard.wav", 16, control)
# A card that stops loses what it has not played.
write_wav("control.wav", 16, [one + [0] * (RATE // 4) for one in control])
with open("mixed-late.wav", "rb") as late:
    write("head.wav", late.read(40) + bytes(4))
write("rounds", "".join(words + "\n" for words in rounds()).encode())
PYTHON
