# SPDX-License-Identifier: GPL-2.0-or-later
"""The results for people."""
from counts import millions

CLIENTS = (1, 8, 32)
PEERS = [
    ("mixcore", "mixcore"),
    ("dmix", "dmix"),
    ("softvol", "softvol + dmix"),
    ("pulseaudio", "PulseAudio"),
    ("pipewire", "PipeWire"),
    ("jack", "jack2, ALSA plugin"),
    ("jack-native", "jack2, its own clients"),
    ("mixcore-aplay", "mixcore, aplay"),
    ("dmix-aplay", "dmix, aplay"),
]


def show(results):
    rows = results["rows"]
    show_peers(rows)
    show_others(rows)
    for name, profile in results["profile"].items():
        show_profile(name, profile, rows[name])
    show_limits(results["limits"])
    for name in results["failed"]:
        print(f"FAILED: the guest of {name}; its rows are not to be trusted")


def show_peers(rows):
    print("Million instructions per second of audio, period 256, buffer 1024, S16 stereo 48 kHz,\n"
          f"on snd-dummy; N clients. An idle guest ({number(idle(rows), 7, 2).strip()}) is taken off.\n")
    print(f"{'':24}" + "".join(f"{f'N = {n}':>9}" for n in CLIENTS)
          + f"{'against mixcore':>18}{'bytes copied':>14}{'switches/s':>12}{'xruns':>7}")
    for key, label in PEERS:
        values = [millions(rows, f"{key}-{n}") for n in CLIENTS]
        if any(value is not None for value in values):
            most = rows.get(f"{key}-{CLIENTS[-1]}", {})
            print(f"{label:24}" + "".join(number(value, 9, 1) for value in values)
                  + number(against_mixcore(rows, key), 18, 2) + number(strings(most), 14, 1)
                  + number(switches(most), 12, 0) + number(most.get("xruns"), 7, 0))
    print("\nbytes copied: how many of the instructions at N = 32 are bytes that the kernel copied with\n"
          "one string instruction, which the emulator counts one by one.\n")


def idle(rows):
    return rows["idle"]["instructions"] / rows["idle"]["nanoseconds"] * 1e3 if "idle" in rows else None


def against_mixcore(rows, key):
    own = millions(rows, "mixcore-aplay-32" if key.endswith("-aplay") else "mixcore-32")
    value = millions(rows, f"{key}-32")
    return value / own if own and value is not None else None


def strings(one):
    return one["strings"] / one["nanoseconds"] * 1e3 if "strings" in one else None


def switches(one):
    """Voluntary ones, of clients and servers."""
    total = sum(one[group]["switches"] for group in ("clients", "server") if group in one)
    return total * 1e9 / one["nanoseconds"] if total else None


def show_others(rows):
    for name, label in (("mixcore-0", "mixcore, no client"),
                        ("mixcore-long-32", "mixcore, 32 clients, period 2048, buffer 4096"),
                        ("small-alone", "mixcore, cycle 32, 1 client of 32 frames"),
                        ("small-beside-200", "the same beside 200 clients of 2 s")):
        if name in rows:
            print(f"{label:48}{number(millions(rows, name), 8, 2)} M/s, bytes copied "
                  f"{number(strings(rows[name]), 0, 2)}")
    first, again = (millions(rows, name) for name in ("mixcore-32", "mixcore-again-32"))
    if first and again:
        print(f"{'mixcore, 32 clients, a second time':48}{again:8.2f} M/s, "
              f"{100 * (again / first - 1):+.2f} %")
    print()


def show_profile(name, profile, row):
    seconds = row["nanoseconds"] / 1e9
    print(f"Where they go, {name}, M/s:")
    for part, count in profile["parts"].items():
        if count / seconds >= 5e4:
            print(f"  {part:28}{count / seconds / 1e6:8.2f}")
    print("the most of it:")
    for function, count in profile["functions"].items():
        print(f"  {function:52}{count / seconds / 1e6:8.2f}")
    print()


def show_limits(limits):
    print(f"{'must':66}{'measured':>10}{'limit':>8}")
    for one in limits:
        print(f"{one['what']:66}{one['value']:10.2f}{one['must']:8g}  {one['unit']:13}"
              + verdict(one))


def verdict(one):
    if one["met"]:
        return "met"
    return "not reached" if "aim" in one else "MISSED"


def number(value, width, digits):
    return f"{'-':>{width}}" if value is None else f"{value:{width}.{digits}f}"
