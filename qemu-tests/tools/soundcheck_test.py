#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""soundcheck_test.py SOUNDCHECK: does the judge see every fault, and only faults?"""
import json
import math
import os
import struct
import subprocess
import sys
import tempfile
import unittest

RATE = 48000
SOUNDCHECK = os.path.abspath(sys.argv.pop(1))
TONES = [(440, -12.0), (1000, -18.0)]


def amplitude(level):
    return 10 ** (level / 20)


def signal(seconds=1.0, tones=None, lead=0):
    """Stereo frames in 16 bit steps: silence, then the sum of the tones."""
    frames = [(0, 0)] * lead
    for n in range(int(seconds * RATE)):
        x = sum(amplitude(level) * math.sin(2 * math.pi * hertz * n / RATE)
                for hertz, level in tones or TONES)
        value = round(32767 * x)
        frames.append((value, value))
    return frames


def wav(frames, bits=16, container=None, size=None):
    """The bytes of a WAV file. size: what the header claims."""
    container = container or bits // 8
    shift = 0 if container == 4 and bits == 24 else 8 * container - bits
    data = b"".join(int(value << (bits - 16 + shift)).to_bytes(container, "little", signed=True)
                    for frame in frames for value in frame)
    claimed = len(data) if size is None else size
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", claimed + 36, b"WAVE", b"fmt ", 16,
                       1, 2, RATE, RATE * 2 * container, 2 * container, bits, b"data", claimed)
    return head + data


class SoundcheckTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def save(self, frames, name="a.wav", **how):
        path = os.path.join(self.folder.name, name)
        with open(path, "wb") as out:
            out.write(wav(frames, **how))
        return path

    def ask(self, *words):
        done = subprocess.run([SOUNDCHECK, *words, "--json"], capture_output=True,
                              text=True, check=False)
        return done.returncode, json.loads(done.stdout or "{}")

    def gaps(self, frames, *words):
        return self.ask("gaps", self.save(frames), "--tone", "440", "--tone", "1000", *words)

    def tones(self, frames, *words):
        expect = [f"--expect={hertz}:{level}" for hertz, level in TONES]
        return self.ask("tones", self.save(frames), *expect, *words)

    # what is right must pass

    def test_clean_tones(self):
        status, said = self.gaps(signal(lead=1234))
        self.assertEqual((status, said["clicks"], said["zero_runs"]), (0, 0, 0))

    def test_levels(self):
        status, said = self.tones(signal())
        self.assertEqual(status, 0)
        self.assertAlmostEqual(said["tones"][0]["dbfs"], -12, delta=0.01)
        self.assertAlmostEqual(said["tones"][1]["dbfs"], -18, delta=0.01)

    def test_list_without_expectation(self):
        status, said = self.ask("tones", self.save(signal()), "--channel", "0")
        self.assertEqual(status, 0)
        found = [(round(tone["hertz"]), round(tone["dbfs"])) for tone in said["tones"][:2]]
        self.assertEqual(found, [(440, -12), (1000, -18)])

    def test_later_tone_shortens_the_section(self):
        one, both = signal(0.5, TONES[:1]), signal(0.5)
        status, said = self.gaps(one + both)
        self.assertEqual(status, 0)
        self.assertAlmostEqual(said["from"], 0.51, delta=0.011)

    # what is wrong must fail

    def test_click_of_one_sample(self):
        frames = signal()
        left, right = frames[20000]
        frames[20000] = (left + 16, right)
        status, said = self.gaps(frames)
        self.assertEqual((status, said["clicks"]), (1, 1))

    def test_dropped_frame_anywhere(self):
        # Also exactly between two windows.
        for where in (20000, 24000, 24240, 24480, 24481):
            frames = signal()
            del frames[where]
            self.assertEqual(self.gaps(frames)[0], 1, where)

    def test_doubled_frame(self):
        frames = signal()
        frames.insert(20001, frames[20000])
        self.assertEqual(self.gaps(frames)[0], 1)

    def test_gap(self):
        frames = signal()
        frames[20000:20480] = [(0, 0)] * 480
        status, said = self.gaps(frames)
        self.assertEqual(status, 1)
        self.assertGreaterEqual(said["zero_runs"], 1)

    def test_two_zero_frames(self):
        frames = signal()
        frames[20000:20002] = [(0, 0)] * 2
        status, said = self.gaps(frames)
        self.assertEqual((status, said["zero_runs"]), (1, 1))

    def test_gap_without_tones(self):
        frames = [(0, 0)] * 500 + [(5, -5)] * 5000 + [(0, 0)] * 500
        self.assertEqual(self.ask("gaps", self.save(frames))[0], 0)
        frames[3000:3002] = [(0, 0)] * 2
        status, said = self.ask("gaps", self.save(frames))
        self.assertEqual((status, said["zero_runs"]), (1, 1))

    def test_level_error(self):
        quiet = [(440, -12.2), (1000, -18.0)]
        self.assertEqual(self.tones(signal(tones=quiet))[0], 1)

    def test_missing_tone(self):
        self.assertEqual(self.tones(signal(tones=TONES[:1]))[0], 1)

    def test_silence(self):
        silence = [(0, 0)] * RATE
        self.assertEqual(self.gaps(silence)[0], 1)
        self.assertEqual(self.tones(silence)[0], 1)

    def test_too_short(self):
        self.assertEqual(self.gaps(signal(0.5), "--min-length", "0.9")[0], 1)
        self.assertEqual(self.gaps(signal(1.0), "--min-length", "0.9")[0], 0)

    # comparison

    def test_same_over_widths(self):
        frames = signal(0.1)
        narrow = self.save(frames, "narrow.wav")
        for bits, container in ((24, 3), (24, 4), (32, 4)):
            wide = self.save(frames, "wide.wav", bits=bits, container=container)
            self.assertEqual(self.ask("same", narrow, wide)[0], 0, (bits, container))

    def test_not_same(self):
        frames = signal(0.1)
        a = self.save(frames, "a.wav")
        b = self.save(frames[:-1], "b.wav")
        self.assertEqual(self.ask("same", a, b)[1]["differ"], 2)
        frames[100] = (frames[100][0] + 1, frames[100][1])
        c = self.save(frames, "c.wav")
        status, said = self.ask("same", a, c)
        self.assertEqual((status, said["differ"], said["first"]), (1, 1, 100))

    def test_find(self):
        frames = signal(0.5)
        needle = self.save(frames, "needle.wav")
        hay = [(0, 0)] * 777 + frames + [(0, 0)] * 99
        status, said = self.ask("find", needle, self.save(hay, "hay.wav"))
        self.assertEqual((status, said["offset"], said["differ"]), (0, 777, 0))
        hay[777 + 5] = (1, 1)
        status, said = self.ask("find", needle, self.save(hay, "hay.wav"))
        self.assertEqual((status, said["offset"], said["first"]), (1, 777, 5))
        status, said = self.ask("find", needle, self.save([(0, 0)] * 9999, "hay.wav"))
        self.assertEqual((status, said["found"]), (1, False))

    def test_find_sees_a_cut_tail(self):
        frames = signal(0.5)
        needle = self.save(frames, "needle.wav")
        status, said = self.ask("find", needle, self.save(frames[:-10], "hay.wav"))
        self.assertEqual((status, said["differ"]), (1, 20))

    # files

    def test_unfinished_header(self):
        frames = signal(0.1)
        for size in (0, 0xffffffd0, 10 ** 9):
            path = self.save(frames, size=size)
            self.assertEqual(self.ask("stats", path)[1]["frames"], len(frames), size)

    def test_stats(self):
        frames = [(0, 0)] * 10 + [(16384, -16384)] * 5 + [(0, 0)] * 20
        said = self.ask("stats", self.save(frames))[1]
        self.assertEqual((said["frames"], said["leading_silence"], said["trailing_silence"]),
                         (35, 10, 20))
        self.assertAlmostEqual(said["peak_dbfs"], -6.02, delta=0.01)

    def test_no_wav(self):
        path = os.path.join(self.folder.name, "x.wav")
        with open(path, "wb") as out:
            out.write(b"not a recording")
        self.assertEqual(self.ask("stats", path)[0], 2)
        self.assertEqual(self.ask("stats", path + ".none")[0], 2)


unittest.main(verbosity=0)
