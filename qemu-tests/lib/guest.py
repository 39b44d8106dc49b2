# SPDX-License-Identifier: GPL-2.0-or-later
"""The QEMU command of a guest, and one boot of it."""
import os
import subprocess
import time

import tap

# Device -> the modules it needs, in loading order. The codec comes before the
# controller: a controller without codec driver gives up.
DRIVERS = {
    "hda": ["snd-hda-codec-generic", "snd-hda-intel"],
    "ac97": ["snd-intel8x0"],
    "usb": ["xhci-pci", "snd-usb-audio"],
}

# What only costs time in an emulated guest: side channel mitigations, randomised
# addresses, crypto self tests, clock calibration, lazy RCU.
CMDLINE = ("panic=-1 loglevel=4 log_buf_len=2M mitigations=off nokaslr tsc=reliable "
           "no_timer_check cryptomgr.notests rcupdate.rcu_expedited=1")

# Never kvm: on nested machines it hangs instead of failing. With the seed (the
# processor's random numbers) a deterministic guest repeats its log to the letter.
CLOCKS = {
    "icount": "-accel tcg -icount shift={shift},sleep=off -rtc base=2026-01-01,clock=vm -seed 1",
    # An instruction is a nanosecond, and a plugin counts them; see scripts/bench-guest.
    "count": "-accel tcg -icount shift=0,sleep=off -rtc base=2026-01-01,clock=vm -seed 1",
    "realtime": "-accel tcg,thread=multi",
}

# Of a processor's features, what costs time in an emulation: strings that are copied byte by byte,
# which the kernel and libc prefer where they are said to be fast, and a fifth level of page tables.
SLOW = ",-erms,-fsrm,-la57"

# So many times its seconds a deterministic guest may take on a busy host.
STUCK = 10

COUNTER = "build/user/selftests/bench/guest/libinsn-plugin.so"


def kind(device):
    """hda and hda2 are both of kind hda."""
    for name in DRIVERS:
        if device == name or device[:-1] == name:
            return name
    raise ValueError(f"unknown device '{device}' (known: {', '.join(DRIVERS)})")


def drivers(devices):
    return [module for device in devices for module in DRIVERS[kind(device)]]


def wav_name(devices, device):
    return "speaker.wav" if device == devices[0] else f"speaker-{device}.wav"


def sound_device(device):
    if kind(device) == "hda":
        return ["-device", f"intel-hda,id={device}",
                "-device", f"hda-output,audiodev={device}-wav,bus={device}.0"]
    if kind(device) == "ac97":
        return ["-device", f"AC97,id={device},audiodev={device}-wav"]
    return ["-device", f"qemu-xhci,id={device}-bus",
            "-device", f"usb-audio,id={device},audiodev={device}-wav,bus={device}-bus.0"]


def sound(devices, out):
    words = []
    for device in devices:
        path = os.path.join(out, wav_name(devices, device))
        # QEMU resamples unless it is told the rate of the guest's streams.
        words += ["-audiodev", f"wav,id={device}-wav,path={path},out.frequency=48000"]
        words += sound_device(device)
    return words


def processor(scenario):
    """The bench counts what a real one executes."""
    return scenario.conf["cpu"] + ("" if scenario.conf["mode"] == "count" else SLOW)


def memory(scenario, kernel, initrd):
    """MiB. Half of what the initramfs itself leaves may be files; those of a shared boot's scenarios
    are all there. Before there is such a file it is what is needed at least."""
    files = os.path.getsize(initrd) >> 20 if os.path.exists(initrd) else 0
    return max(int(scenario.conf["mem"]), kernel.mem, 3 * files + 192)


def command(scenario, kernel, initrd, out):
    smp = scenario.conf["smp"] or ("1" if scenario.deterministic else "2")
    # An instruction takes 2^shift ns. A debug kernel executes several times as many.
    clock = CLOCKS[scenario.conf["mode"]].format(shift=0 if kernel.slowness > 1 else 1)
    words = ["qemu-system-x86_64", *clock.split(),
             "-cpu", processor(scenario), "-smp", smp,
             "-m", str(memory(scenario, kernel, initrd)),
             "-nodefaults", "-display", "none", "-monitor", "none", "-no-reboot",
             "-kernel", kernel.image, "-initrd", initrd,
             "-append", f"console=ttyS0 {CMDLINE} {kernel.cmdline} {scenario.conf['cmdline']}"]
    words += sound(scenario.words("devices"), out)
    return words


def channels(out, kernel):
    """Console, verdict, and what was executed: a serial port and a file each."""
    words = ["-serial", f"file:{out}/console.log", "-serial", f"file:{out}/verdict.tap"]
    if kernel.counts_coverage:
        words += ["-serial", f"file:{out}/coverage.tgz"]
    return words


def counter(top, out):
    return ["-serial", f"file:{out}/symbols.gz",
            "-plugin", f"{os.path.join(top, COUNTER)},out={out}/counts"]


def control(out):
    return ["-qmp", f"unix:{out}/qmp.sock,server=on,wait=off"]


def processor_seconds(pid):
    """What a process and its threads have computed."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as handle:
        words = handle.read().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


class Progress:
    """When each scenario of a boot began, seen from the host, and what QEMU had computed then."""

    def __init__(self, out):
        self.path = os.path.join(out, "verdict.tap")
        self.began = [time.monotonic()]
        self.computed = [0]

    def look(self, computed):
        try:
            with open(self.path, encoding="utf-8", errors="replace") as handle:
                reached = len(tap.chapters(handle.read()))
        except FileNotFoundError:
            return
        # The first one began with the boot.
        while len(self.began) < reached:
            self.began.append(time.monotonic())
            self.computed.append(computed)

    def seconds(self):
        """How long each took."""
        ends = self.began[1:] + [time.monotonic()]
        return [end - began for began, end in zip(self.began, ends)]


class Patience:
    """How many seconds each scenario of a boot may take. In a deterministic guest it is
    what QEMU computes that counts, as nothing in it depends on how busy the host is."""

    def __init__(self, seconds, deterministic):
        self.limits = seconds
        self.deterministic = deterministic

    def ended(self, progress, computed):
        """Why the guest is to be stopped, or None."""
        limit = self.limits[len(progress.began) - 1]
        waited = time.monotonic() - progress.began[-1]
        worked = computed - progress.computed[-1] if self.deterministic else waited
        if worked > limit:
            return f"no end after {limit} s: guest stopped from outside"
        if waited > STUCK * limit:
            return f"no end after {worked:.0f} s of work in {waited:.0f} s: guest stopped from outside"
        return None


def wait(qemu, progress, patience):
    """Until the end of the guest."""
    computed = 0
    while True:
        try:
            status = qemu.wait(timeout=0.5)
            progress.look(computed)
            return f"QEMU ended with status {status}" if status else None
        except subprocess.TimeoutExpired:
            computed = processor_seconds(qemu.pid)
        progress.look(computed)
        problem = patience.ended(progress, computed)
        if problem:
            return problem


def run(words, out, patience, progress, companion=None):
    """Run QEMU to its end, companion() beside it. Returns what went wrong, or None."""
    with open(os.path.join(out, "qemu.log"), "w", encoding="utf-8") as log:
        print(*words, file=log, flush=True)
        with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log,
                              stderr=subprocess.STDOUT) as qemu:
            helper = companion() if companion else None
            try:
                problem = wait(qemu, progress, patience)
            finally:
                qemu.kill()
    return (dismiss(helper) if helper else None) or problem


def dismiss(helper):
    """The guest has ended: what its companion has not done by now was not needed,
    but an error of its own counts."""
    if helper.poll() is None:
        helper.kill()
        helper.wait()
        return None
    if helper.returncode:
        return f"the script beside the guest ended with status {helper.returncode} (during.log)"
    return None
