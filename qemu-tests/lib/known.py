# SPDX-License-Identifier: GPL-2.0-or-later
"""What a guest said that is not worth asking again.

A deterministic guest says the same as often as its archives, kernel, machine and emulator
are the same. Scenarios that passed leave a note of all that in their folders; while it
holds, run --keep judges their word and sound again without a boot."""
import functools
import hashlib
import json
import os
import subprocess


def allowed(scenarios):
    """Nobody outside of the guest drives it, and its clock is its own."""
    return all(one.deterministic and one.conf["qmp"] == "no" for one in scenarios)


def key(archives, image, words):
    """Of all that decides what a guest says: archives and the kernel's image by content."""
    digest = hashlib.sha256(repr([emulator(), *words]).encode())
    for path in [image, *archives]:
        # That of one scenario differs in each run by nothing but its name.
        digest.update(content_hash(path, os.stat(path).st_mtime_ns))
    return digest.hexdigest()


@functools.lru_cache(maxsize=16)
def content_hash(path, _changed):
    digest = hashlib.sha256()
    with open(path, "rb") as handle:
        while chunk := handle.read(1 << 20):
            digest.update(chunk)
    return digest.digest()


@functools.lru_cache(maxsize=1)
def emulator():
    done = subprocess.run(["qemu-system-x86_64", "--version"], check=True,
                          capture_output=True, text=True)
    return done.stdout


def recall(folders, wanted):
    """Seconds that each scenario took then; None when something is not as it was then."""
    seconds = []
    for folder in folders:
        try:
            with open(os.path.join(folder, "passed.json"), encoding="utf-8") as handle:
                note = json.load(handle)
        except (FileNotFoundError, ValueError):
            return None
        if note["key"] != wanted:
            return None
        seconds.append(note["seconds"])
    return seconds


def remember(folders, wanted, seconds):
    for folder, each in zip(folders, seconds):
        with open(os.path.join(folder, "passed.json"), "w", encoding="utf-8") as handle:
            json.dump({"key": wanted, "seconds": each}, handle)
