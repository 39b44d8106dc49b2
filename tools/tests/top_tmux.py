# SPDX-License-Identifier: GPL-2.0-or-later
"""top_tmux.py PROGRAM TMUX GOLDEN: mixctl top as people see it: in a terminal (tmux), with keys, sizes
and signals. PROGRAM is mixctl over a kernel for tests, which writes how things are into a file. The
screens are those of GOLDEN; UPDATE=1 in the environment writes it anew. Whatever is to become true is
waited for."""
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time

PATIENCE = 45  # seconds; the machine may be busy
STABLE = 1.5  # seconds without a change, when screens are written anew
UPDATE = "UPDATE" in os.environ
FOCUS_IN, FOCUS_OUT = ("1b", "5b", "49"), ("1b", "5b", "4f")


def wait(what, condition):
    """Until the condition holds, or it takes too long."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.03)


class Golden:
    """Screens by their titles."""

    def __init__(self, path):
        self.path = path
        self.screens = {}
        with open(path, encoding="utf-8") as text:
            for part in re.split(r"^## ", text.read(), flags=re.MULTILINE)[1:]:
                title, _, screen = part.partition("\n")
                self.screens[title] = screen

    def write(self):
        with open(self.path, "w", encoding="utf-8") as out:
            for title, screen in self.screens.items():
                out.write(f"## {title}\n{screen}")


class Terminal:
    """A shell in a terminal of its own, and the program in it."""

    def __init__(self, program, tmux, golden, folder):
        self.program, self.golden, self.folder = program, golden, folder
        self.tmux_words = [tmux, "-L", f"mixctl-{os.getpid()}", "-f", "/dev/null", "-u"]
        self.state_path = os.path.join(folder, "state")

    def tmux(self, *words):
        return subprocess.run([*self.tmux_words, *words], check=True, capture_output=True,
                              encoding="utf-8", env=self.environment()).stdout

    def environment(self, **more):
        return {"PATH": os.environ["PATH"], "HOME": self.folder, "TZ": "UTC",
                "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TERM": "screen-256color",
                "PS1": "ready> ", "TMUX_TMPDIR": self.folder, "SHELL": "/bin/bash", **more}

    def begin(self, width=80, height=24, **more):
        words = ["env", "-i"] + [f"{k}={v}" for k, v in self.environment(**more).items()]
        words += ["bash", "--norc", "--noprofile", "--noediting", "-i"]
        self.tmux("new-session", "-d", "-x", str(width), "-y", str(height), shlex.join(words))
        wait("a shell", lambda: "ready>" in self.text())

    def end(self):
        subprocess.run([*self.tmux_words, "kill-server"], check=False, capture_output=True,
                       env=self.environment())

    def text(self, *words):
        return self.tmux("capture-pane", "-p", *words)

    def keys(self, *words):
        self.tmux("send-keys", *words)

    def state(self):
        try:
            with open(self.state_path, encoding="utf-8") as text:
                return text.read()
        except FileNotFoundError:
            return ""

    def becomes(self, line):
        try:
            wait(line, lambda: line in self.state().splitlines())
        except TimeoutError as error:
            raise TimeoutError(f"'{line}' is not to be seen in:\n{self.state()}") from error

    def shows(self, what):
        try:
            wait(what, lambda: what in self.text())
        except TimeoutError as error:
            raise TimeoutError(f"'{what}' is not to be seen in:\n{self.text()}") from error

    def stands_still(self):
        since, before = time.monotonic(), self.text()
        while time.monotonic() < since + STABLE:
            time.sleep(0.05)
            if self.text() != before:
                since, before = time.monotonic(), self.text()
        return before

    def looks(self, title):
        """Like the screen of this title."""
        if UPDATE:
            self.golden.screens[title] = self.stands_still()
            return
        expected = self.golden.screens[title]
        try:
            wait(title, lambda: self.text() == expected)
        except TimeoutError as error:
            raise TimeoutError(f"{title}: expected\n{expected}\n--- is\n{self.text()}") from error

    def run(self, arguments):
        if os.path.exists(self.state_path):
            os.unlink(self.state_path)
        self.keys("clear; " + shlex.join([self.program, self.folder]) + " " + arguments, "Enter")

    def command(self, word):
        part = os.path.join(self.folder, "command.part")
        with open(part, "w", encoding="utf-8") as out:
            out.write(word)
        os.rename(part, os.path.join(self.folder, "command"))

    def is_back(self, status):
        """The shell has its terminal again: it echoes what is typed, and the cursor is there."""
        self.shows("ready>")
        self.keys("echo status $?; stty -a | tr ' ;' '\\n\\n' | grep -x echo; clear -x", "")
        self.keys("Enter")
        wait("the end", lambda: f"status {status}\necho" in self.text("-S", "-50"))
        assert self.tmux("display-message", "-p", "#{cursor_flag}").strip() == "1"

    def child(self):
        shell = self.tmux("display-message", "-p", "#{pane_pid}").strip()
        with open(f"/proc/{shell}/task/{shell}/children", encoding="ascii") as text:
            return int(text.read().split()[0])

    def is_stopped(self):
        """Its kernel stops with it, so that no file says how things are."""
        with open(f"/proc/{self.child()}/stat", encoding="utf-8") as text:
            return text.read().rpartition(")")[2].split()[0] == "T"


def check_keys(terminal):
    terminal.run("top")
    terminal.looks("as it begins")
    terminal.becomes("maps 1")
    terminal.keys("j", "-", "-", "Left")
    terminal.becomes("stream mpv -3.0 0 2")
    terminal.looks("mpv is softer")
    terminal.keys("+", "m")
    terminal.becomes("stream mpv -2.0 1 2")
    terminal.looks("mpv is muted")
    terminal.keys("m")
    terminal.becomes("stream mpv -2.0 0 2")
    terminal.keys("M")
    terminal.looks("where mpv is to play")
    terminal.keys("Down", "Enter")
    terminal.becomes("stream mpv -2.0 0 3")
    terminal.looks("mpv has moved")
    terminal.keys("?")
    terminal.looks("help")
    terminal.keys("Escape")
    terminal.keys("g", "+")
    terminal.becomes("output intel 1.0 0")
    terminal.keys("G", "k", "+")
    terminal.looks("the microphone has no volume")


def check_sizes(terminal):
    for width, height in (40, 10), (120, 40), (20, 5), (80, 24):
        terminal.tmux("resize-window", "-x", str(width), "-y", str(height))
        terminal.looks(f"{width}x{height}")


def check_meters(terminal):
    for word in "loud", "silent", "usual", "late":
        terminal.command(word)
        terminal.looks(f"sound is {word}")


def check_focus(terminal):
    terminal.keys("-H", *FOCUS_OUT)
    terminal.becomes("maps 0")
    terminal.shows("meters rest")
    # It is there all the same.
    terminal.keys("g", "-")
    terminal.becomes("output intel 0.0 0")
    terminal.keys("-H", *FOCUS_IN)
    terminal.becomes("maps 1")


def check_stop(terminal):
    terminal.keys("C-z")
    terminal.shows("Stopped")
    wait("a stopped process", terminal.is_stopped)
    terminal.keys("fg", "Enter")
    terminal.looks("it goes on")
    terminal.becomes("maps 1")
    terminal.keys("q")
    terminal.is_back(0)


def check_focus_requests(terminal):
    """It asks for the focus to be told, and no longer when it ends."""
    raw = os.path.join(terminal.folder, "raw")
    terminal.tmux("pipe-pane", f"cat >{shlex.quote(raw)}")
    terminal.run("top")
    terminal.becomes("maps 1")
    terminal.shows("q quit")
    terminal.keys("q")
    terminal.is_back(0)
    terminal.tmux("pipe-pane")

    def sent():
        with open(raw, "rb") as data:
            return re.findall(rb"\x1b\[\?1004([hl])", data.read())
    wait("both requests", lambda: sent() == [b"h", b"l"])


def check_always(terminal):
    terminal.run("top --always")
    terminal.becomes("maps 1")
    terminal.shows("q quit")
    terminal.keys("-H", *FOCUS_OUT)
    terminal.keys("j", "m")
    terminal.becomes("stream mpv 0.0 1 2")
    assert "maps 1" in terminal.state()
    terminal.keys("q")
    terminal.is_back(0)


def check_signal(terminal):
    terminal.run("top")
    terminal.becomes("maps 1")
    terminal.shows("q quit")
    os.kill(terminal.child(), signal.SIGTERM)
    terminal.is_back(0)


def colors_of(terminal):
    """Numbers of colours that the screen has."""
    codes = re.findall(r"\x1b\[([0-9;]*)m", terminal.text("-e"))
    numbers = {int(number) for code in codes for number in code.split(";") if number}
    return {number for number in numbers if 30 <= number <= 48 and number not in (39,)}


def check_colors(terminal):
    terminal.run("top")
    terminal.becomes("maps 1")
    wait("green", lambda: 32 in colors_of(terminal))
    terminal.keys("q")
    terminal.is_back(0)
    for setting in "NO_COLOR=1", "TERM=vt100":
        terminal.keys("clear; " + setting + " " +
                      shlex.join([terminal.program, terminal.folder, "top"]), "Enter")
        terminal.shows("█")
        assert not colors_of(terminal), setting
        terminal.keys("q")
        terminal.is_back(0)


def check_others(terminal):
    program = shlex.join([terminal.program, terminal.folder, "top"])
    terminal.keys("clear; LC_ALL=C " + program, "Enter")
    terminal.looks("ASCII")
    terminal.keys("q")
    terminal.is_back(0)
    terminal.keys("clear; TERM=nonsense " + program, "Enter")
    terminal.shows("this terminal can't show it")
    terminal.is_back(1)
    terminal.keys("clear; " + program + " | cat", "Enter")
    terminal.shows("for scripts: mixctl top --once")
    terminal.is_back(0)


def check_hangup(terminal):
    """The last one: the terminal goes, and the program with it."""
    terminal.run("top")
    terminal.becomes("maps 1")
    child = terminal.child()
    terminal.end()
    wait("the end", lambda: not os.path.exists(f"/proc/{child}"))


def main():
    program, tmux, path = sys.argv[1:]
    golden = Golden(path)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        terminal = Terminal(os.path.abspath(program), tmux, golden, folder)
        try:
            terminal.begin()
            check_keys(terminal)
            check_sizes(terminal)
            check_meters(terminal)
            check_focus(terminal)
            check_stop(terminal)
            check_focus_requests(terminal)
            check_always(terminal)
            check_signal(terminal)
            check_colors(terminal)
            check_others(terminal)
            check_hangup(terminal)
        finally:
            terminal.end()
    if UPDATE:
        golden.write()


main()
