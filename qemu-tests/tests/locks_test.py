#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The check of __must_hold(): does it see a call without the lock?"""
import os
import subprocess
import tempfile
import unittest

LOCKS = os.path.join(os.path.dirname(os.path.realpath(__file__)),
                     "..", "..", "scripts", "lint.d", "locks")

# The check wants to find some annotations.
NEEDS = "".join(f"""
static void needs_{number}(struct card *card)
	__must_hold(&card->mutex)
{{
	lockdep_assert_held(&card->mutex);
}}
""" for number in range(5))
HOLDS = """
static int holds(struct card *card)
{
	int err = 0;

	mutex_lock(&card->mutex);
	needs_0(card);
	needs_1(card);
	needs_2(card);
	needs_3(card);
	needs_4(card);
	if (!card->ready)
		goto out;
	needs_0(card);
out:
	mutex_unlock(&card->mutex);
	return err;
}
"""


def check(text):
    """(exit status, what it printed) for a module of this text."""
    with tempfile.TemporaryDirectory() as top:
        folder = os.path.join(top, "kernel", "snd-mixcore")
        os.makedirs(folder)
        with open(os.path.join(folder, "a.c"), "w", encoding="ascii") as source:
            source.write(text)
        done = subprocess.run([LOCKS], cwd=top, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


class LocksTest(unittest.TestCase):
    def test_held(self):
        self.assertEqual(check(NEEDS + HOLDS), (0, ""))

    def test_not_taken(self):
        text = "\nstatic void never(struct card *card)\n{\n\tneeds_1(card);\n}\n"
        status, output = check(NEEDS + HOLDS + text)
        self.assertEqual(status, 1)
        self.assertIn("never() calls needs_1() without mutex", output)

    def test_given_back_before(self):
        text = HOLDS.replace("holds", "late").replace(
            "\treturn err;", "\tneeds_2(card);\n\treturn err;")
        self.assertIn("late() calls needs_2() without mutex", check(NEEDS + HOLDS + text)[1])

    def test_asserted_but_not_annotated(self):
        text = ("\nstatic void bare(struct card *card)\n{\n"
                "\tlockdep_assert_held(&card->mutex);\n}\n")
        self.assertIn("bare() asserts mutex", check(NEEDS + HOLDS + text)[1])

    def test_no_annotation_is_an_error(self):
        self.assertEqual(check(HOLDS)[0], 1)


if __name__ == "__main__":
    unittest.main()
