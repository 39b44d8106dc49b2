#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""expect.py STATUS PATTERN PROGRAM WORDS...: what the program says, on both channels, has the
regular expression in it, and it ends with this status."""
import re
import subprocess
import sys

status, pattern, *command = sys.argv[1:]
done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                      check=False)
if done.returncode != int(status) or not re.search(pattern, done.stdout):
    sys.exit(f"status {done.returncode}, wanted {status}; no '{pattern}' in:\n{done.stdout}")
