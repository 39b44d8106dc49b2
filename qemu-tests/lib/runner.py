# SPDX-License-Identifier: GPL-2.0-or-later
"""Boot scenarios, alone or several in one boot, ask their host scripts, judge."""
import hashlib
import os
import re
import shutil
import subprocess
import time

import guest
import initramfs
import known
import tap
from cpio import Archive


TROUBLE = re.compile(r"Kernel panic|BUG|WARNING|Oops|KASAN")

# QEMU before 8.1 with a thread per processor now and then runs a stale translation of
# code that the kernel has just patched: a breakpoint that is no longer there. (Fixed by
# QEMU's commits cb62bd15e14e and deba78709ae8.) Nothing else in a guest says this.
EMULATOR_FAULT = re.compile(r"\bint3: 0000 ")
BOOTS = 3


class Result:
    def __init__(self, scenario, runner, verdict, seconds, kept=False):
        self.kept = kept
        self.name = scenario.name
        self.kernel = runner.kernel.series
        self.size = runner.size
        self.ok = verdict.ok
        self.tests = verdict.passed + len(verdict.failures)
        self.failures = verdict.failures
        self.xruns = verdict.xruns
        self.seconds = seconds

    def as_json(self):
        detail = "; ".join(text.splitlines()[0] for text in self.failures)
        return {"name": self.name, "kernel": self.kernel, "size": self.size,
                "ok": self.ok, "seconds": round(self.seconds, 1), "xruns": self.xruns,
                "detail": detail or f"{self.tests} tests"}


class Boot:
    """One boot: the scenarios that the guest reached in it (at least the first), how long
    each took, and what went wrong outside of the guest in the last of them."""

    def __init__(self, scenarios, seconds, problem):
        self.reached = scenarios
        self.seconds = seconds
        self.problem = problem

    def problem_of(self, scenario):
        return self.problem if scenario is self.reached[-1] else None


class Runner:
    """Everything that the boots of one kernel share."""

    def __init__(self, top, work, out, kernel, base, ours, size, keep):
        self.top = top
        self.work = work
        self.out = out
        self.kernel = kernel
        self.base = base
        self.ours = ours
        self.size = size
        self.keep = keep

    def folder(self, scenario):
        return os.path.join(self.out, self.kernel.series, scenario.name)

    def prepare(self, scenarios):
        """The archive of the scenarios, and empty result folders; or, when all was the same
        before and they passed, what they said then as [Boot]."""
        self._write_archive(scenarios)
        seconds = None
        if self.keep and known.allowed(scenarios):
            seconds = known.recall(map(self.folder, scenarios), self.key(scenarios))
        if seconds:
            return [Boot(scenarios, seconds, None)] * scenarios[0].number("runs")
        for one in scenarios:
            shutil.rmtree(self.folder(one), ignore_errors=True)
            os.makedirs(self.folder(one))
        return []

    def key(self, scenarios):
        words = guest.command(scenarios[0], self.kernel, "initrd", "out")
        archives = [self.base.archive, self.ours, self.archive(scenarios)]
        return known.key(archives, self.kernel.image, words)

    def remember(self, scenarios, boots):
        """That they passed."""
        if known.allowed(scenarios):
            known.remember(map(self.folder, scenarios), self.key(scenarios), boots[0].seconds)

    def _write_archive(self, scenarios):
        archive = Archive()
        for one in scenarios:
            place = f"scenarios/{one.name}"
            archive.tree(place, one.folder)
            archive.tree(f"{place}/files", self.files(one))
            archive.data(f"{place}/env", self.environment(one).encode())
        for name in sorted({name for one in scenarios for name in one.words("programs")}):
            archive.tree("", self.programs(name))
        archive.data("scenarios/order", "".join(f"{one.name}\n" for one in scenarios).encode())
        archive.write(self.archive(scenarios))

    def archive(self, scenarios):
        return os.path.join(self.work, f"{scenarios[0].name}.cpio")

    def environment(self, scenario, mode="test"):
        load = guest.drivers(scenario.words("devices")) + scenario.words("load")
        return (f"MODE={mode}\nexport NAME='{scenario.name}' SIZE={self.size} "
                f"GUEST_TIMEOUT={scenario.conf['guest_timeout']} LOAD='{' '.join(load)}'\n")

    def programs(self, name):
        """Root of foreign programs for the guest, from the cache or the archive."""
        fetch = os.path.join(self.top, "scripts", f"fetch-{name}")
        done = subprocess.run([fetch], check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout.strip()

    def files(self, scenario):
        """Files that the scenario's files.sh makes (tones, noise), made once."""
        script = scenario.file("files.sh")
        if not script:
            return os.devnull
        with open(script, "rb") as handle:
            key = hashlib.sha256(handle.read()).hexdigest()[:16]
        cache = os.path.join(self.top, "build", "qtest", "files", f"{scenario.name}-{key}-{self.size}")
        if not os.path.isdir(cache):
            work = f"{cache}.{os.getpid()}.{time.monotonic_ns()}"
            os.makedirs(work)
            subprocess.run([script], cwd=work, check=True, env=dict(os.environ, SIZE=self.size))
            try:
                os.rename(work, cache)
            except OSError:     # somebody else was faster
                shutil.rmtree(work)
        return cache

    def boot(self, scenarios, number):
        """One boot, again when the emulator failed."""
        first = scenarios[0]
        shared = len(scenarios) > 1
        out = os.path.join(self.folder(first), "shared" if shared else f"run{number}")
        for attempt in range(1, BOOTS + 1):
            shutil.rmtree(out, ignore_errors=True)
            os.makedirs(out)
            boot = self._boot_once(scenarios, out)
            console = content(os.path.join(out, "console.log"))
            if first.deterministic or not EMULATOR_FAULT.search(console):
                break
            print(f"  note  {self.kernel.series:<5} {first.name}: boot {attempt} lost to the "
                  "emulator (int3)", flush=True)
        else:
            boot.problem = f"the emulator failed in {BOOTS} boots (int3 in console.log)"
        if shared:
            self._tell_apart(boot.reached, out)
        return boot

    def _tell_apart(self, scenarios, out):
        """What a shared boot said, as if each scenario had had its own."""
        for name in ("verdict.tap", "console.log"):
            text = content(os.path.join(out, name))
            parts = tap.chapters(text)
            for one in scenarios:
                own = os.path.join(self.folder(one), "run1")
                os.makedirs(own, exist_ok=True)
                with open(os.path.join(own, name), "w", encoding="utf-8") as handle:
                    # Of a guest that came nowhere there is one whole log.
                    handle.write(parts.get(one.name, "" if parts else text))

    def _boot_once(self, scenarios, out):
        scenario = scenarios[0]
        initrd = os.path.join(out, "initrd")
        initramfs.join(initrd, self.base.archive, self.ours, self.archive(scenarios))
        words = guest.command(scenario, self.kernel, initrd, out) + guest.channels(out, self.kernel)
        if scenario.conf["mode"] == "count":
            words += guest.counter(self.top, out)
        companion = None
        if scenario.conf["qmp"] == "yes":
            words += guest.control(out)
            companion = self._companion(scenario, out)
        factor = self.kernel.slowness * (10 if self.size == "full" else 1)
        patience = guest.Patience([one.number("timeout") * factor for one in scenarios],
                                  scenario.deterministic)
        progress = guest.Progress(out)
        try:
            problem = guest.run(words, out, patience, progress, companion)
        finally:
            os.unlink(initrd)
        seconds = progress.seconds()
        return Boot(scenarios[:len(seconds)], seconds, problem)

    def _companion(self, scenario, out):
        """during.py or during.sh works beside the guest and drives it over QMP."""
        def start():
            with open(os.path.join(out, "during.log"), "wb") as log:
                return subprocess.Popen([scenario.script("during")], cwd=out,
                                        stdin=subprocess.DEVNULL, stdout=log,
                                        stderr=subprocess.STDOUT, env=self._env(scenario, out))
        return start

    def _env(self, scenario, out):
        return dict(os.environ, OUT=out, QMP=os.path.join(out, "qmp.sock"),
                    VERDICT=os.path.join(out, "verdict.tap"), SIZE=self.size,
                    RUNS=scenario.conf["runs"], KERNEL=self.kernel.series,
                    PYTHONDONTWRITEBYTECODE="1",
                    PYTHONPATH=os.path.join(self.top, "qemu-tests", "lib"),
                    HOSTLIB=os.path.join(self.top, "qemu-tests", "lib", "host.sh"),
                    FILES=self.files(scenario),
                    SOUNDCHECK=os.path.join(self.top, "build/user/qemu-tests/tools/soundcheck"))

    def judge(self, scenario, errors):
        verdict = tap.Verdict()
        out = self.folder(scenario)
        for number, error in enumerate(errors, 1):
            run = os.path.join(out, f"run{number}")
            complete = verdict.read(content(os.path.join(run, "verdict.tap")))
            if error:
                verdict.fail(error)
            if error or not complete:
                verdict.fail("console of run %d:\n%s" % (
                    number, tail(os.path.join(run, "console.log"), 40)))
        if len(errors) > 1 and scenario.deterministic:
            same_files(verdict, out, len(errors))
        self._host(verdict, scenario, out)
        return verdict

    def _host(self, verdict, scenario, out):
        script = scenario.script("host")
        if not script:
            return
        with open(os.path.join(out, "host.log"), "wb") as log:
            done = subprocess.run([script], cwd=out, stdin=subprocess.DEVNULL, check=False,
                                  stdout=subprocess.PIPE, stderr=log,
                                  env=self._env(scenario, out))
        with open(os.path.join(out, "host.tap"), "wb") as handle:
            handle.write(done.stdout)
        verdict.read(done.stdout.decode(errors="replace"), complete=False)
        if done.returncode:
            verdict.fail(f"{os.path.basename(script)} ended with status {done.returncode}:\n"
                         + tail(os.path.join(out, "host.log"), 5))


# When the machine goes off depends on how soon the emulator has passed on the verdict.
POWER_DOWN = re.compile(rb"^\[[ .0-9]+\](?= reboot: Power down)", re.MULTILINE)


def comparable(path):
    """What is to be the same in each run; None: there is no such file."""
    if not os.path.exists(path):
        return None
    with open(path, "rb") as handle:
        return POWER_DOWN.sub(b"", handle.read())


def same_files(verdict, out, runs):
    """A deterministic guest says and plays the same in every run."""
    first = os.path.join(out, "run1")
    names = [name for name in os.listdir(first) if name.endswith(".wav")]
    for name in sorted(names) + ["verdict.tap", "console.log"]:
        wanted = comparable(os.path.join(first, name))
        for number in range(2, runs + 1):
            text = f"{name} identical in runs 1 and {number}"
            if wanted is not None and \
                    comparable(os.path.join(out, f"run{number}", name)) == wanted:
                verdict.read(f"ok - {text}", complete=False)
            else:
                verdict.fail(f"not ok - {text}")


def content(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as handle:
            return handle.read()
    except FileNotFoundError:
        return ""


def tail(path, lines):
    """The last lines, or those from the first sign of trouble on."""
    text = content(path).replace("\r", "").splitlines()
    begin = len(text) - lines
    for number, line in enumerate(text):
        if TROUBLE.search(line):
            begin = min(begin, number)
            break
    begin = max(begin, 0)
    return "\n".join("# " + line for line in text[begin:begin + lines])
