#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Who shares a boot with whom?"""
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "lib"))

import scenario     # noqa: E402
import sharing      # noqa: E402


def groups(most, mem=0, **scenarios):
    """scenarios: what each one's hw.conf says, or the name of a script that it has."""
    with tempfile.TemporaryDirectory() as root:
        for number, (name, text) in enumerate(scenarios.items(), 10):
            folder = os.path.join(root, f"{number}-{name}")
            os.mkdir(folder)
            script = text if text.endswith(".sh") else "guest.sh"
            for path, content in (("guest.sh", ""), (script, ""),
                                  ("hw.conf", "" if text.endswith(".sh") else text)):
                with open(os.path.join(folder, path), "w", encoding="ascii") as handle:
                    handle.write(content)
        found = sharing.groups(scenario.find(root), most, mem)
        return [" ".join(one.name for one in group) for group in found]


class SharingTest(unittest.TestCase):
    def test_nobody(self):
        self.assertEqual(groups(0, a="", b=""), ["a", "b"])

    def test_everybody(self):
        self.assertEqual(groups(1, a="", b="load=x", c="timeout=9"), ["a b c"])

    def test_no_more_than_there_are(self):
        self.assertEqual(groups(4, a="", b=""), ["a", "b"])

    def test_dealt_out(self):
        self.assertEqual(groups(2, a="", b="", c=""), ["a c", "b"])

    def test_boots_take_about_as_long(self):
        self.assertEqual(groups(2, a="cost=10", b="cost=50", c="cost=25", d="cost=20"),
                         ["a c d", "b"])

    def test_the_longest_begins(self):
        self.assertEqual(groups(0, a="cost=10", b="cost=50", c="cost=25"), ["b", "c", "a"])
        self.assertEqual(groups(1, a="cost=10", b="cost=70\ndevices=none", c="cost=20"),
                         ["b", "a c"])

    def test_memory_that_the_kernel_needs_anyway(self):
        self.assertEqual(groups(1, a="mem=512", b="mem=1024"), ["a", "b"])
        self.assertEqual(groups(1, 1024, a="mem=512", b="mem=1024", c="mem=2048"),
                         ["a b", "c"])

    def test_one_machine_only(self):
        self.assertEqual(groups(1, a="", b="devices=none", c="", d="mode=realtime"),
                         ["a c", "b", "d"])

    def test_what_the_host_takes_part_in(self):
        self.assertEqual(groups(1, a="", b="host.sh", c="during.sh", d="qmp=yes", e="runs=2",
                                f="files.sh"), ["a f", "b", "c", "d", "e"])


sys.exit(unittest.main(verbosity=0))
