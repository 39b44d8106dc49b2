# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# For host.sh of a scenario: results on stdout.

# check TEXT COMMAND...: one result; its output follows when it fails.
check() {
	_text=$1
	shift
	if _output=$("$@" 2>&1); then
		echo "ok - $_text"
	else
		echo "not ok - $_text"
		printf '%s\n' "$_output" | tail -n 20 | sed 's/^/# /'
	fi
}

# The judge of recordings.
soundcheck() { "$SOUNDCHECK" "$@"; }
