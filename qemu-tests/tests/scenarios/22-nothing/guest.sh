#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Says nothing, so it has shown nothing.
:
