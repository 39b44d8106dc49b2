# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the instructions of a row went: the plugin's counts per block of code, by function."""
import bisect
import gzip
import os
import re
from collections import Counter

ROWS = ["mixcore-32", "mixcore-long-32"]
KERNEL_HALF = 1 << 63
FUNCTIONS = 20
# The kernel's copies by "rep movsb" and their like: the emulator counts each byte.
STRINGS = re.compile(r"(_erms|_enhanced_fast_string|^rep_(movs|stos)_alternative)$")


def read(folders, rows):
    """{row: {"parts": {part: count}, "functions": {function: count}}}; each row gets its
    "strings"."""
    known = {folder: symbols(folder) for folder in folders}
    anyone = next((one for one in known.values() if one), None)
    for row in rows.values():
        if anyone:
            row["strings"] = strings(row["profile"], *anyone)
    found = {}
    for name in ROWS:
        addresses = known.get(os.path.dirname(rows[name]["profile"])) if name in rows else None
        if addresses:
            found[name] = profile(rows[name]["profile"], *addresses)
    return found


def symbols(folder):
    """Sorted addresses, and [function, module] of each."""
    path = os.path.join(folder, "symbols.gz")
    if not os.path.exists(path) or not os.path.getsize(path):
        return None
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        words = sorted((int(line.split()[0], 16), line.split()[1:]) for line in handle)
    return [address for address, _ in words], [name for _, name in words]


def strings(path, addresses, names):
    """The kernel is at the same place in all guests, its modules are not."""
    total = 0
    with open(path, encoding="utf-8") as handle:
        for line in handle:
            address, count = line.split()
            name, part = place(int(address, 16), addresses, names)
            if part == "kernel" and STRINGS.search(name):
                total += int(count)
    return total


def profile(path, addresses, names):
    functions, parts = Counter(), Counter()
    with open(path, encoding="utf-8") as handle:
        for line in handle:
            address, count = line.split()
            name, part = place(int(address, 16), addresses, names)
            functions[f"{name} ({part})"] += int(count)
            parts[part] += int(count)
    return {"parts": dict(parts.most_common()), "functions": dict(functions.most_common(FUNCTIONS))}


def place(address, addresses, names):
    if address < KERNEL_HALF:
        return "all", "programs and libraries"
    name, *module = names[max(bisect.bisect_right(addresses, address) - 1, 0)]
    return name, module[0].strip("[]") if module else "kernel"
