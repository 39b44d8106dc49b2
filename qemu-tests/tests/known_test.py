#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""When is a guest not asked again?"""
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "lib"))

import known        # noqa: E402


class Scenario:
    def __init__(self, deterministic=True, qmp="no"):
        self.deterministic = deterministic
        self.conf = {"qmp": qmp}


class KnownTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.folders = [self.path("a"), self.path("b")]
        for folder in self.folders:
            os.mkdir(folder)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def file(self, name, text):
        with open(self.path(name), "w", encoding="ascii") as handle:
            handle.write(text)
        return self.path(name)

    def test_the_same_is_the_same_wherever_it_is(self):
        one = known.key([self.file("x", "archive")], self.file("image", "k"), ["-smp", "1"])
        other = known.key([self.file("y", "archive")], self.file("image", "k"), ["-smp", "1"])
        self.assertEqual(one, other)

    def test_everything_counts(self):
        keys = [known.key([self.file(f"x{number}", archive)],
                          self.file(f"image{number}", image), words)
                for number, (archive, image, words) in enumerate([
                    ("archive", "k", ["-smp", "1"]), ("archivf", "k", ["-smp", "1"]),
                    ("archive", "l", ["-smp", "1"]), ("archive", "k", ["-smp", "2"])])]
        self.assertEqual(len(set(keys)), 4)

    def test_a_file_that_was_written_anew(self):
        image = self.file("image", "k")
        path = self.file("x", "archive")
        os.utime(path, ns=(1, 1))
        one = known.key([path], image, [])
        self.assertNotEqual(one, known.key([self.file("x", "other")], image, []))

    def test_all_scenarios_of_a_boot_remember(self):
        known.remember(self.folders, "key", [1.5, 2.5])
        self.assertEqual(known.recall(self.folders, "key"), [1.5, 2.5])

    def test_another_key(self):
        known.remember(self.folders, "key", [1, 2])
        self.assertIsNone(known.recall(self.folders, "other"))

    def test_one_of_them_was_asked_by_itself(self):
        known.remember(self.folders, "key", [1, 2])
        known.remember(self.folders[1:], "of one", [2])
        self.assertIsNone(known.recall(self.folders, "key"))

    def test_one_of_them_has_no_note(self):
        known.remember(self.folders[:1], "key", [1])
        self.assertIsNone(known.recall(self.folders, "key"))

    def test_a_damaged_note(self):
        known.remember(self.folders, "key", [1, 2])
        self.file("a/passed.json", "{")
        self.assertIsNone(known.recall(self.folders, "key"))

    def test_who_is_always_asked(self):
        self.assertTrue(known.allowed([Scenario(), Scenario()]))
        self.assertFalse(known.allowed([Scenario(), Scenario(deterministic=False)]))
        self.assertFalse(known.allowed([Scenario(qmp="yes")]))


unittest.main()
