# SPDX-License-Identifier: GPL-2.0-or-later
"""Pictures of what a terminal shows: drawn as SVG, of which rsvg-convert makes a PNG."""
import re
import subprocess
from xml.sax.saxutils import escape

CELL_X, CELL_Y, MARGIN, FONT = 9.0, 19, 14, 15  # pixels
BACKGROUND, TEXT, DIM = "#16191d", "#d6d9dc", "#868c93"
COLORS = {31: "#f2564d", 32: "#5fb865", 33: "#e3b341"}
# Parts of a column that block characters fill from the left.
BLOCKS = {"█": 1, "▉": 7 / 8, "▊": 3 / 4, "▋": 5 / 8, "▌": 1 / 2, "▍": 3 / 8, "▎": 1 / 4, "▏": 1 / 8}



class Style:
    """As the escape sequences so far say."""

    def __init__(self):
        self.color, self.flags = None, set()

    def obey(self, codes):
        for code in [int(code or 0) for code in codes.split(";")]:
            if code == 0:
                self.color, self.flags = None, set()
            elif code in COLORS:
                self.color = COLORS[code]
            elif code == 39:
                self.color = None
            else:
                self.flags.add(code)

    def colors(self):
        """Of text, and behind it."""
        text = self.color or (DIM if 2 in self.flags else TEXT)
        return (BACKGROUND, text) if 7 in self.flags else (text, None)


def rectangle(x, y, width, height, color, opacity=1.0):
    return (f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" '
            f'fill="{color}" fill-opacity="{opacity}"/>')


def draw_cell(character, style, x, y):
    color, behind = style.colors()
    if behind:
        yield rectangle(x, y, CELL_X + 0.3, CELL_Y, behind)
    if 4 in style.flags:
        yield rectangle(x, y + CELL_Y - 2, CELL_X + 0.3, 1, DIM)
    if character in BLOCKS:
        yield rectangle(x, y + 4, CELL_X * BLOCKS[character] + 0.3, CELL_Y - 8, color)
    elif character == "▒":
        yield rectangle(x, y + 4, CELL_X, CELL_Y - 8, color, 0.4)
    elif character == "│":
        yield rectangle(x + CELL_X / 2 - 1, y + 4, 2, CELL_Y - 8, color)
    elif character != " ":
        weight = ' font-weight="bold"' if 1 in style.flags else ""
        yield (f'<text x="{x:.2f}" y="{y + 14}" fill="{color}"{weight}>'
               f'{escape(character)}</text>')


def draw_line(line, style, y):
    x = 0
    for part in re.split(r"(\x1b\[[0-9;]*m|\x1b\(B|\x0e|\x0f)", line):
        if part.startswith("\x1b["):
            style.obey(part[2:-1])
            continue
        if part[:1] in ("\x1b", "\x0e", "\x0f"):
            continue
        for character in part:
            yield from draw_cell(character, style, MARGIN + x * CELL_X, y)
            x += 1


def draw(screen, columns):
    """Lines of SVG. `screen` is text with escape sequences."""
    lines = screen.splitlines()
    width, height = columns * CELL_X + 2 * MARGIN, len(lines) * CELL_Y + 2 * MARGIN
    style = Style()
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
           f'font-family="DejaVu Sans Mono" font-size="{FONT}">')
    yield f'<rect width="100%" height="100%" rx="8" fill="{BACKGROUND}"/>'
    for number, line in enumerate(lines):
        yield from draw_line(line, style, MARGIN + number * CELL_Y)
    yield "</svg>"


def write(path, screen, columns):
    subprocess.run(["rsvg-convert", "--zoom", "1.5", "-o", path], check=True, encoding="utf-8",
                   input="\n".join(draw(screen, columns)))
