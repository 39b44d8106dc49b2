#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the emulated cards have played: the control run, then each round in which they were, with
silence between them and nothing else."""
import array
import itertools
import os

FILES = os.environ["FILES"]
HEAD = 44           # of a WAV; QEMU's has no length
SILENCE = 2400      # frames, at least, between what is played one after the other


def read(path):
    """A number for each frame of two channels."""
    frames = array.array("I")
    with open(path, "rb") as handle:
        data = handle.read()[HEAD:]
    frames.frombytes(data[:len(data) // 4 * 4])
    return frames


def sides(frame):
    return array.array("h", frame.to_bytes(4, "little"))


def distance(one, other):
    return max(abs(a - b) for a, b in zip(sides(one), sides(other)))


def trouble(heard, wanted):
    """None when they are equal, else how they are not."""
    if heard == wanted:
        return None
    wrong = [n for n, pair in enumerate(zip(heard, wanted)) if pair[0] != pair[1]]
    most = max((distance(heard[n], wanted[n]) for n in wrong), default=0)
    return (f"{len(heard)} frames, not {len(wanted)}; {len(wrong)} of them differ by up to "
            f"{most}, the first is {wrong[0] if wrong else 'none'}")


def sounds(frames):
    """What is between silences."""
    begin, end = None, 0
    for n, frame in enumerate(frames):
        if not frame:
            continue
        if begin is not None and n - end > SILENCE:
            yield frames[begin:end]
            begin = None
        begin = n if begin is None else begin
        end = n + 1
    if begin is not None:
        yield frames[begin:end]


def rounds(output):
    """The results that there are to be, and what has to be heard."""
    yield f"{output} is bit-exact without the mixer", "control-heard.wav"
    with open(os.path.join(FILES, "rounds"), encoding="ascii") as lines:
        for kind, lead, _, *outputs in map(str.split, lines):
            if output in outputs:
                yield f"{output} is the reference ({kind}, {lead} leads)", f"{kind}-{output}.wav"


def judge(output, recording):
    heard = list(sounds(read(recording)))
    wanted = list(rounds(output))
    for (text, name), frames in itertools.zip_longest(wanted, heard[:len(wanted)], fillvalue=[]):
        what = trouble(frames, read(os.path.join(FILES, name)))
        print(f"not ok - {text}\n# {what}" if what else f"ok - {text}")
    print("ok" if len(heard) == len(wanted) else "not ok", f"- {output} plays nothing else")
    print(f"# {len(heard)} sounds")


judge("hda", "run1/speaker.wav")
judge("usb", "run1/speaker-usb.wav")
