# SPDX-License-Identifier: GPL-2.0-or-later
"""What must be reached. A limit whose rows were not counted is left out."""
from counts import millions

RATE = 48000
# Known work, against the clock of the guest: a part in ...
EXACT = 1e-4


def judge(rows):
    found = [one(rows) for one in LIMITS]
    return [one for one in found if one]


def limit(what, value, must, unit):
    if value is None:
        return None
    return {"what": what, "value": value, "must": must, "unit": unit, "met": value <= must}


def cost(name, must, what):
    return lambda rows: limit(what, millions(rows, name), must, "M/s")


def aim(name, wish, what):
    """Shown, but not to have reached it is no failure."""
    def judged(rows):
        one = limit(f"{what} (aim)", millions(rows, name), wish, "M/s")
        return one and dict(one, aim=True)
    return judged


def ratio(name, other, must, what):
    def judged(rows):
        if name not in rows or other not in rows:
            return None
        return limit(what, millions(rows, name) / millions(rows, other), must, "")
    return judged


def switches(name, group, period, what):
    """Of the process with the most, per period. One more may be in the window."""
    def judged(rows):
        if name not in rows:
            return None
        periods = rows[name]["nanoseconds"] * RATE / 1e9 / period
        most = max(rows[name][group]["most_switches"] - 1, 0)
        return limit(what, most / periods, 1, "per period")
    return judged


def idle_switches(rows):
    if "mixcore-0" not in rows:
        return None
    return limit("switches of the mixer's thread while idle",
                 rows["mixcore-0"]["server"]["switches"], 0, "in 10 s")


def small_work(rows):
    """The small client's own run time is a count of instructions, too."""
    if "small-beside-200" not in rows:
        return None
    alone, beside = (rows[name]["clients"]["run"] for name in ("small-alone", "small-beside-200"))
    return limit("32 frames: its own work beside 200 clients of 2 s", 100 * (beside / alone - 1), 5,
                 "% more")


def small_switches(rows):
    if "small-beside-200" not in rows:
        return None
    alone, beside = (rows[name]["clients"]["switches"]
                     for name in ("small-alone", "small-beside-200"))
    # Where the window lies decides about one.
    return limit("32 frames: its wake-ups beside 200 clients of 2 s", beside - alone, 1,
                 "more in 10 s")


def known(name, what):
    """A guest that never sleeps: its time is the count."""
    def judged(rows):
        if name not in rows:
            return None
        off = abs(rows[name]["instructions"] / rows[name]["nanoseconds"] - 1)
        return limit(what, off * 1e6, EXACT * 1e6, "ppm off")
    return judged


LIMITS = [
    known("loop", "the count of 10^8 instructions of a loop, against the guest's clock"),
    known("calls", "the count of 10^5 system calls, against the guest's clock"),
    cost("mixcore-32", 60, "32 clients, period 256"),
    aim("mixcore-32", 45, "32 clients, period 256"),
    ratio("mixcore-aplay-32", "dmix-aplay-32", 0.55, "32 aplay, of what dmix takes"),
    cost("mixcore-long-32", 15, "32 clients, period 2048, buffer 4096, cycle 256"),
    switches("mixcore-32", "clients", 256, "switches of a client, period 256"),
    switches("mixcore-long-32", "clients", 2048, "switches of a client, period 2048"),
    switches("mixcore-32", "server", 256, "switches of the mixer's thread, 32 clients, cycle 256"),
    switches("small-beside-200", "server", 32,
             "switches of the mixer's thread, 201 clients, cycle 32"),
    idle_switches,
    small_work,
    small_switches,
]
