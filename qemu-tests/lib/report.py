# SPDX-License-Identifier: GPL-2.0-or-later
"""Results for people (aligned lines, a live line on a terminal) and programs."""
import json
import os
import sys
import threading
import time


class History:
    """results.json: the newest result per scenario, kernel and size."""

    def __init__(self, out):
        self.path = os.path.join(out, "results.json")
        try:
            with open(self.path, encoding="utf-8") as handle:
                self.rows = json.load(handle)
        except (FileNotFoundError, ValueError):
            self.rows = []

    def seconds(self, result):
        for row in self.rows:
            if same(row, result.as_json()):
                return row["seconds"]
        return None

    def add(self, result):
        new = result.as_json()
        self.rows = [row for row in self.rows if not same(row, new)] + [new]
        self.rows.sort(key=lambda row: (row["kernel"], row["name"], row["size"]))
        temporary = f"{self.path}.{os.getpid()}"
        with open(temporary, "w", encoding="utf-8") as handle:
            json.dump(self.rows, handle, indent=1)
            handle.write("\n")
        os.replace(temporary, self.path)


def same(one, other):
    return all(one[key] == other[key] for key in ("name", "kernel", "size"))


class Display:
    """One line per finished scenario; what still runs below it, on a terminal."""

    def __init__(self, total, history):
        self.total = total
        self.history = history
        self.done = 0
        self.running = {}
        self.live = sys.stdout.isatty()
        self.lock = threading.Lock()
        self.ended = threading.Event()
        self.ticker = threading.Thread(target=self._tick, daemon=True)
        self.ticker.start()

    def start(self, name):
        with self.lock:
            self.running[name] = time.monotonic()

    def stop(self, name):
        with self.lock:
            self.running.pop(name)

    def finish(self, result):
        with self.lock:
            self.done += 1
            self._clear()
            before = self.history.seconds(result)
            self.history.add(result)
            print(line(result, before), flush=True)
            for text in result.failures:
                print("      " + text.replace("\n", "\n      "), flush=True)

    def close(self):
        self.ended.set()
        self.ticker.join()
        self._clear()

    def _tick(self):
        """A terminal sees a live line, a log gets a sign of life now and then."""
        pause = 0.25 if self.live else 30
        while not self.ended.wait(pause):
            with self.lock:
                now = time.monotonic()
                names = ", ".join(f"{name} {now - since:.0f} s"
                                  for name, since in self.running.items())
                text = f"  [{self.done}/{self.total}] {names}"
                if self.live:
                    print("\r\033[K" + text[:110], end="", flush=True)
                elif names:
                    print(text, flush=True)

    def _clear(self):
        if self.live:
            print("\r\033[K", end="", flush=True)


def line(result, before):
    word = "ok  " if result.ok else "FAIL"
    was = f"(was {before:.1f})" if before is not None else ""
    if result.kept:
        was = "(kept)"
    xruns = "" if result.xruns is None else f"xruns {result.xruns}"
    return (f"  {word}  {result.kernel:<5} {result.name:<32} {result.tests:>4} tests "
            f"{result.seconds:>6.1f} s {was:<12} {xruns}").rstrip()
