#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""json_valid.py TRANSCRIPT...: what mixctl --json prints there is JSON, by another's judgement."""
import json
import sys


def is_lines(command):
    """Is each line that it prints a document?"""
    return "list" not in command and any(f"--json {words}" in command for words in
                                         ("monitor", "timer watch", "timer create"))


def results(path):
    """The commands of a transcript with --json, and what they printed."""
    command, lines = None, []
    with open(path, encoding="utf-8") as transcript:
        for line in [*transcript, "$ end\n"]:
            if line.startswith("## ") or line.startswith("$ later "):
                continue
            if not line.startswith("$ "):
                lines.append(line)
                continue
            if command and is_lines(command):
                yield from [(command, document) for document in lines]
            elif command and "--json" in command:
                yield command, "".join(lines)
            command, lines = line[2:].strip(), []


def main():
    count = 0
    for command, text in [result for path in sys.argv[1:] for result in results(path)]:
        value = json.loads(text.split("[exit ")[0])
        assert isinstance(value, (dict, list)), command
        count += 1
    assert count > 5, count


main()
