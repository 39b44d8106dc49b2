# SPDX-License-Identifier: GPL-2.0-or-later
"""What the guests said ("# count ..." in the verdict), joined with what the plugin counted."""
import os
import re

COUNT = re.compile(r"^# count (\S+) elapsed=(\d+)(.*)$")
GROUP = re.compile(r"(\w+)=(\d+)/(\d+)/(\d+)/(\d+)")
CLIENTS = re.compile(r"^# clients (\d+) late (\d+) xruns (\d+) in (\d+)$")


def read(folders):
    """{name: row} of all scenarios that have run."""
    rows = {}
    for folder in folders:
        if os.path.exists(os.path.join(folder, "counts")):
            rows.update(read_one(folder))
    return rows


def read_one(folder):
    rows, last = {}, None
    for line in lines(os.path.join(folder, "verdict.tap")):
        count, clients = COUNT.match(line), CLIENTS.match(line)
        if count:
            last = row(*count.groups())
            rows[count.group(1)] = last
        elif clients and last:
            last["late"], last["xruns"] = int(clients.group(2)), int(clients.group(3))
    for number, (one, pair) in enumerate(zip(rows.values(), lines(os.path.join(folder, "counts")))):
        one["user"], one["kernel"] = map(int, pair.split())
        one["instructions"] = one["user"] + one["kernel"]
        one["profile"] = os.path.join(folder, f"counts.{number}")
    return {name: one for name, one in rows.items() if "instructions" in one}


def row(_name, elapsed, groups):
    one = {"nanoseconds": int(elapsed)}
    for name, *numbers in GROUP.findall(groups):
        keys = ("processes", "switches", "most_switches", "run")
        one[name] = dict(zip(keys, map(int, numbers)))
    return one


def lines(path):
    with open(path, encoding="utf-8", errors="replace") as handle:
        return handle.read().replace("\r", "").splitlines()


def millions(rows, name):
    """Per second of audio, without what an idle guest does; None: not counted."""
    if name not in rows:
        return None
    idle = per_second(rows["idle"]) if "idle" in rows else 0
    return (per_second(rows[name]) - idle) / 1e6


def per_second(one):
    return one["instructions"] * 1e9 / one["nanoseconds"]
