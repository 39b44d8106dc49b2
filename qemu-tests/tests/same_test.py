#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Two runs of a deterministic guest: is a difference noticed?"""
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "lib"))

from runner import same_files   # noqa: E402
from tap import Verdict         # noqa: E402


def judge(*runs):
    """runs: {file name: content} of each run."""
    verdict = Verdict()
    with tempfile.TemporaryDirectory() as out:
        for number, files in enumerate(runs, 1):
            os.makedirs(os.path.join(out, f"run{number}"))
            for name, text in {"verdict.tap": "", "console.log": "", **files}.items():
                with open(os.path.join(out, f"run{number}", name), "w", encoding="ascii") as file:
                    file.write(text)
        same_files(verdict, out, len(runs))
    return verdict


class SameTest(unittest.TestCase):
    def test_equal(self):
        verdict = judge({"speaker.wav": "a"}, {"speaker.wav": "a"})
        self.assertTrue(verdict.ok)
        self.assertEqual(verdict.passed, 3)

    def test_sound_differs(self):
        self.assertFalse(judge({"speaker.wav": "a"}, {"speaker.wav": "b"}).ok)

    def test_sound_is_missing(self):
        self.assertFalse(judge({"speaker.wav": "a"}, {}).ok)

    def test_third_run_differs(self):
        self.assertFalse(judge({}, {}, {"console.log": "x"}).ok)

    def test_end_of_the_machine(self):
        self.assertTrue(judge({"console.log": "[   33.5] a\n[   34.5] reboot: Power down\n"},
                              {"console.log": "[   33.5] a\n[   34.6] reboot: Power down\n"}).ok)

    def test_time_differs(self):
        self.assertFalse(judge({"console.log": "[   33.5] a\n[   34.5] reboot: Power down\n"},
                               {"console.log": "[   33.6] a\n[   34.5] reboot: Power down\n"}).ok)

    def test_verdict_differs(self):
        self.assertFalse(judge({}, {"verdict.tap": "ok"}).ok)


sys.exit(unittest.main(verbosity=0))
