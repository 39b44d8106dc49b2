#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The reader of verdicts, without a guest."""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "lib"))

from tap import Verdict, chapters     # noqa: E402


def read(*lines, complete=True):
    verdict = Verdict()
    verdict.read("\n".join(lines) + "\n", complete)
    return verdict


class TapTest(unittest.TestCase):
    def test_good(self):
        verdict = read("ok 1 - one", "# words", "ok - two", "1..2", "# end of verdict")
        self.assertTrue(verdict.ok)
        self.assertEqual(verdict.passed, 2)

    def test_carriage_returns(self):
        self.assertTrue(read("ok - one\r", "1..1\r", "# end of verdict\r").ok)

    def test_failure_keeps_its_diagnostics(self):
        verdict = read("ok - a", "not ok - b", "# why", "ok - c", "# not this",
                       "1..3", "# end of verdict")
        self.assertFalse(verdict.ok)
        self.assertEqual(verdict.failures, ["not ok - b\n# why"])

    def test_failure_has_the_reasons_before_it(self):
        verdict = read("# a_test.c:9:a:not this", "ok - a", "# ../b_test.c:12:b:Expected 1",
                       "# others", "not ok - b", "# c_test.c:3:c:not this", "not ok - c",
                       "1..3", "# end of verdict")
        self.assertEqual(verdict.failures, ["not ok - b\n# ../b_test.c:12:b:Expected 1",
                                            "not ok - c\n# c_test.c:3:c:not this"])

    def test_skip_is_no_pass(self):
        self.assertFalse(read("ok 1 # SKIP no card", "1..1", "# end of verdict").ok)

    def test_no_end(self):
        self.assertFalse(read("ok - a", "1..1").ok)

    def test_plan_mismatch(self):
        self.assertFalse(read("ok - a", "1..2", "# end of verdict").ok)
        self.assertFalse(read("ok - a", "# end of verdict").ok)

    def test_nothing(self):
        self.assertFalse(read("1..0", "# end of verdict").ok)
        self.assertFalse(read("", complete=False).ok)

    def test_words_that_begin_like_results(self):
        self.assertFalse(read("okay", "1..0", "# end of verdict").ok)

    def test_xruns_add_up(self):
        self.assertEqual(read("# xruns: 2", "# xruns: 3", "ok - a", complete=False).xruns, 5)
        self.assertIsNone(read("ok - a", complete=False).xruns)

    def test_chapters(self):
        text = "# scenario: a\r\nok - one\r\n# scenario: b-c\nok - two\n"
        self.assertEqual(chapters(text), {"a": "\nok - one\n", "b-c": "\nok - two\n"})
        self.assertEqual(chapters("ok - nobody's\n"), {})


sys.exit(unittest.main(verbosity=0))
