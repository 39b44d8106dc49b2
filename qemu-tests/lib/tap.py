# SPDX-License-Identifier: GPL-2.0-or-later
"""Read verdicts: lines of the Test Anything Protocol."""
import re

RESULT = re.compile(r"^(not )?ok\b(?:\s+\d+)?(?:\s*-)?\s*(.*)$")
PLAN = re.compile(r"^1\.\.(\d+)$")
XRUNS = re.compile(r"^# xruns: (\d+)$")
# Why a test of the kselftest harness fails, which it says before the result.
REASON = re.compile(r"^# \S+\.c:\d+:")
END = "# end of verdict"
SCENARIO = re.compile(r"^# scenario: (.*)$", re.MULTILINE)


def chapters(text):
    """What was said about each scenario of a boot: {name: text}, in order."""
    words = SCENARIO.split(text.replace("\r", ""))
    return dict(zip(words[1::2], words[2::2]))


class Verdict:
    """failures: texts of what is not ok, with their reasons and the diagnostics that follow."""

    def __init__(self):
        self.passed = 0
        self.failures = []
        self.xruns = None

    @property
    def ok(self):
        return self.passed > 0 and not self.failures

    def fail(self, text):
        self.failures.append(text)

    def read(self, text, complete=True):
        """Add the lines of text. complete: the guest's rule that a verdict has
        a plan that matches and an end, or it is worth nothing. Returns whether
        there is an end."""
        lines = text.replace("\r", "").splitlines()
        seen, plan, failing, reasons = 0, None, False, []
        for line in lines:
            result, planned, xruns = RESULT.match(line), PLAN.match(line), XRUNS.match(line)
            if result:
                seen += 1
                failing = bool(result.group(1)) or "# SKIP" in line.upper()
                if failing:
                    self.fail("\n".join([line, *reasons]))
                else:
                    self.passed += 1
                reasons = []
            elif planned:
                plan = int(planned.group(1))
            elif xruns:
                self.xruns = (self.xruns or 0) + int(xruns.group(1))
            elif REASON.match(line):
                reasons.append(line)
            elif failing and line.startswith("#") and line != END:
                self.failures[-1] += "\n" + line
        if complete:
            self._complete(lines, seen, plan)
        return END in lines

    def _complete(self, lines, seen, plan):
        if END not in lines:
            self.fail("no end of verdict: the guest died or hung")
        elif plan != seen:
            self.fail(f"plan says {plan} results, {seen} came")
        elif not seen:
            self.fail("no results at all")
