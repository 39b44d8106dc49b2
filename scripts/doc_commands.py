#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""doc_commands.py [--list]: the shell commands of the documentation's code blocks, held against
qemu-tests/scenarios/77-explain-documentation/commands, which says of each how it is run, or why it
is not. Fails when one is missing there, or when one stands there that nobody documents any more.
And what pages show as mixctl's answers has to be in the files that its tests compare them with."""
import glob
import re
import sys

MANIFEST = "qemu-tests/scenarios/77-explain-documentation/commands"
PAGES = ["README.md", *sorted(glob.glob("Documentation/*.rst")),
         *sorted(glob.glob("Documentation/man/*.[0-9]"))]
# What a line begins with that is a command; all else in a block is a drawing, a file, an answer.
WORDS = set("""aplay amixer apt apt-get alsamixer arecord axfer cat cd cp depmod dkms echo find git
    grep insmod kill less ls make meson mixcore-pipe mixcore-tone mixctl modprobe mokutil ninja perf pkg-config
    python3 rm rmmod sleep sox speaker-test sudo systemctl tail trace-cmd udevadm""".split())
GOLDEN = "tools/tests/golden/*.txt"
ANSWER = re.compile(r"^\s*(?:\$ mixctl |stream \d+$|\w+, pid \d+ -> )", re.M)
DRAWN = re.compile(r"[─▶]|--\(|<--")
# How commands are run that have to end by themselves, that go on, that are stopped; and others.
KINDS = ("run", "start", "stop", "host", "never")


def read(path):
    with open(path, encoding="utf-8") as text:
        return text.read()


def markdown_blocks(text):
    return re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S)


def rst_blocks(text):
    """What is indented behind a paragraph that ends with two colons, or a directive for code."""
    found = re.findall(r"(?:::|^\.\. code-block:: \w+)\n\n((?:(?:[ \t]+.*)?\n)+)", text, re.M)
    return [block for block in found if block.strip()]


def man_blocks(text):
    """But that of the synopsis; as they look on a terminal."""
    text = re.sub(r"^\.SH SYNOPSIS\n.*?(?=^\.SH )", "", text, flags=re.M | re.S)
    found = re.findall(r"^\.nf\n(.*?)^\.fi", text, re.M | re.S)
    return [block.replace("\\-", "-").replace("\\e", "\\") for block in found]


def blocks(path):
    kinds = {"md": markdown_blocks, "rst": rst_blocks}
    return kinds.get(path.rpartition(".")[2], man_blocks)(read(path))


def commands_of(block):
    for line in block.splitlines():
        command = re.sub(r"\s+# .*", "", line.strip().removeprefix("$ "))
        if command and command.split()[0] in WORDS and not DRAWN.search(command):
            yield command


def documented():
    """{command: path of the first page that has it}"""
    found = {}
    for path in PAGES:
        for block in blocks(path):
            for command in commands_of(block):
                found.setdefault(command, path)
    return found


def squeezed(text):
    return [" ".join(line.split()) for line in text.splitlines()]


def check_answers(wrong):
    golden = {line for path in glob.glob(GOLDEN) for line in squeezed(read(path))}
    shown = [(path, line) for path in PAGES for block in blocks(path) if ANSWER.search(block)
             for line in squeezed(block) if line and not line.startswith("$ ")]
    wrong += [f"{path}: no test has mixctl say so: {line}" for path, line in shown
              if line not in golden]
    if len(shown) < 50:
        wrong.append("hardly any answer was found: has the style of pages changed?")


def listed(wrong):
    """The manifest's commands; what is wrong with it goes to the list."""
    found = []
    for number, line in enumerate(read(MANIFEST).splitlines(), 1):
        kind, _, command = line.partition(" ")
        if not line.strip() or line.startswith(("#", "[", "\t")):
            continue
        if kind not in KINDS or not command:
            wrong.append(f"{MANIFEST}:{number}: what is this?")
        found.append(command)
    for command in re.findall(r"^(?:host|never) (.*)\n(?!\t\S)", read(MANIFEST), re.M):
        wrong.append(f"{MANIFEST}: by what is it run, or why is it not: {command}")
    return found


def main():
    wrong = []
    pages = documented()
    if "--list" in sys.argv[1:]:
        for command, path in pages.items():
            print(f"{path}\t{command}")
        return 0
    known = listed(wrong)
    wrong += [f"{path}: nothing runs this: {command}" for command, path in pages.items()
              if command not in known]
    wrong += [f"{MANIFEST}: no page has this: {command}" for command in known
              if command not in pages]
    check_answers(wrong)
    if len(pages) < 30:
        wrong.append("hardly any command was found: has the style of pages changed?")
    if wrong:
        print(*wrong, sep="\n")
    return 1 if wrong else 0


sys.exit(main())
