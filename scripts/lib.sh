# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the scripts of this folder share: messages, the cache, downloads from the
# distribution's archive. Sourced, never run.

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }

# Downloads live outside the tree, so that a fresh clone starts fast.
cache_dir() {
	local dir="${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/mixcore"

	mkdir -p "$dir"
	printf '%s\n' "$dir"
}

# Root's downloads need no second user: without this apt warns about a folder
# that its sandbox user cannot enter.
APT_QUIET=(-qq -o APT::Sandbox::User=root -o Acquire::Retries=3)

apt_update() { apt-get "${APT_QUIET[@]}" "${APT_PRIVATE[@]}" update >&2; }

# apt-get option words that move its state elsewhere (see fetch-i386).
APT_PRIVATE=()

# Newest version of package $1 that the archive offers; empty when unknown.
newest_version() {
	LC_ALL=C apt-cache "${APT_PRIVATE[@]}" policy "$1" 2>/dev/null |
		sed -n 's/^ *Candidate: //p' | grep -vx '(none)' || true
}

# apt_download DIR PACKAGE...: put the .deb files into DIR. Lists that are older
# than the archive name files which are gone: refresh them once and try again.
apt_download() {
	local dir="$1"
	shift
	(cd "$dir" && apt-get "${APT_QUIET[@]}" "${APT_PRIVATE[@]}" download "$@" >&2) && return
	say "download failed, refreshing the package lists and trying once more"
	if [ "$(id -u)" = 0 ] || [ ${#APT_PRIVATE[@]} -gt 0 ]; then
		apt_update || true
	fi
	(cd "$dir" && apt-get "${APT_QUIET[@]}" "${APT_PRIVATE[@]}" download "$@" >&2) ||
		die "cannot download: $*"
}

# publish TMP FINAL: a cache entry appears whole or not at all, also when two
# runs build the same one. The loser throws its copy away.
publish() {
	if ! mv -T "$1" "$2" 2>/dev/null; then
		[ -d "$2" ] || die "cannot move $1 to $2"
		rm -rf "$1"
	fi
}

# each WORD...: `one WORD` for each, as many at once as there are processors. Fails when one did.
each() {
	local word running=0 failed=0

	for word; do
		if [ $running -ge "$(nproc)" ]; then
			wait -n || failed=1
			running=$((running - 1))
		fi
		one "$word" &
		running=$((running + 1))
	done
	while [ $running -gt 0 ]; do
		wait -n || failed=1
		running=$((running - 1))
	done
	return $failed
}
