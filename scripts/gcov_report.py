# SPDX-License-Identifier: GPL-2.0-or-later
"""What gcov counted: {source: {line: count}}. Sources are absolute paths as far as gcov knows."""
import collections
import json
import os
import subprocess

AT_ONCE = 64    # files per call of gcov


def _parse(text, found):
    """Adds one document of gcov --json-format."""
    document = json.loads(text)
    folder = document.get("current_working_directory", "")
    for source in document["files"]:
        lines = found[os.path.normpath(os.path.join(folder, source["file"]))]
        for line in source["lines"]:
            lines[line["line_number"]] += line["count"]


def load(files, cwd=None):
    """What .gcda files say, each beside its .gcno. Lines of inline functions and of sources that
    are in several programs are summed."""
    found = collections.defaultdict(collections.Counter)
    files = sorted(files)
    for at in range(0, len(files), AT_ONCE):
        done = subprocess.run(["gcov", "--json-format", "--stdout", *files[at:at + AT_ONCE]],
                              cwd=cwd, check=True, capture_output=True, text=True)
        for text in done.stdout.splitlines():
            _parse(text, found)
    return found


def merge(*reports):
    """The sum."""
    found = collections.defaultdict(collections.Counter)
    for report in reports:
        for source, lines in report.items():
            for line, count in lines.items():
                found[source][line] += count
    return found


def below(report, top, keep=lambda path: True):
    """Only sources below a folder for which keep() is true, by their names from there."""
    named = ((os.path.relpath(source, top), lines) for source, lines in report.items())
    return {name: lines for name, lines in named if not name.startswith("..") and keep(name)}


def unreached(lines):
    return sorted(line for line, count in lines.items() if not count)


def ranges(numbers, known=()):
    """[1, 2, 3, 7] as "1-3 7". Lines between two that are no code (not in known) join them."""
    found = []
    for number in numbers:
        if found and not any(line in known for line in range(found[-1][1] + 1, number)):
            found[-1][1] = number
        else:
            found.append([number, number])
    return " ".join(f"{a}-{b}" if a != b else str(a) for a, b in found)


def summary(report):
    """{source: {"lines", "unreached", "percent"}}, unreached being numbers of lines; percent of
    what was reached."""
    return {source: {"lines": len(lines), "unreached": unreached(lines),
                     "percent": round(100 * (1 - len(unreached(lines)) / len(lines)), 1)}
            for source, lines in sorted(report.items()) if lines}


def table(report):
    """Lines of text: a row per source, and one for all."""
    rows = summary(report)
    width = max([len(name) for name in rows] + [4])
    total = sum(row["lines"] for row in rows.values())
    missed = sum(len(row["unreached"]) for row in rows.values())
    yield f"{'file':<{width}} {'lines':>6} {'reached':>8}  unreached"
    for name, row in rows.items():
        yield (f"{name:<{width}} {row['lines']:>6} {row['percent']:>6.1f} %  "
               f"{ranges(row['unreached'], report[name])}").rstrip()
    if total:
        yield f"{'all':<{width}} {total:>6} {100 * (1 - missed / total):>6.1f} %  {missed} lines"
