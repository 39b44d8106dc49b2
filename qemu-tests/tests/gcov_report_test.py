#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""What gcov counted: is every line that did not run named, and no other?"""
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)),
                                "..", "..", "scripts"))

import gcov_report   # noqa: E402

SOURCE = """int main(int argc, char **argv)
{
\tif (argc > 1)
\t\treturn 3;
\treturn 0;
}
"""


def counted(folder, *arguments):
    """{line: count} of the program above, built and run in a folder."""
    with open(os.path.join(folder, "a.c"), "w", encoding="ascii") as source:
        source.write(SOURCE)
    subprocess.run(["gcc", "--coverage", "a.c", "-o", "a"], cwd=folder, check=True)
    subprocess.run(["./a", *arguments], cwd=folder, check=False)
    names = [name for name in os.listdir(folder) if name.endswith(".gcda")]
    return gcov_report.below(gcov_report.load(names, cwd=folder), os.path.realpath(folder))["a.c"]


class GcovReportTest(unittest.TestCase):
    def setUp(self):
        # pylint: disable=consider-using-with
        self.folders = [tempfile.TemporaryDirectory() for _ in range(2)]
        self.short, self.long = counted(self.folders[0].name), counted(self.folders[1].name, "x")

    def tearDown(self):
        for folder in self.folders:
            folder.cleanup()

    def test_what_did_not_run(self):
        self.assertEqual(gcov_report.unreached(self.short), [4])
        self.assertEqual(gcov_report.unreached(self.long), [5])

    def test_guests_are_summed(self):
        both = gcov_report.merge({"a.c": self.short}, {"a.c": self.long})
        self.assertEqual(gcov_report.unreached(both["a.c"]), [])
        self.assertEqual(both["a.c"][3], 2)

    def test_percent(self):
        row = gcov_report.summary({"a.c": {1: 1, 2: 0, 3: 4, 4: 1}})["a.c"]
        self.assertEqual((row["lines"], row["unreached"], row["percent"]), (4, [2], 75.0))

    def test_ranges_join_over_what_is_no_code(self):
        self.assertEqual(gcov_report.ranges([1, 2, 5, 9], {1, 2, 5, 7, 9}), "1-5 9")

    def test_sources_elsewhere_are_left_out(self):
        report = {"/top/a.c": {1: 1}, "/other/b.c": {1: 0}}
        self.assertEqual(list(gcov_report.below(report, "/top")), ["a.c"])


if __name__ == "__main__":
    unittest.main()
