# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A root for the guest of Debian's packages: what a scenario names with programs=. Sourced by
# scripts/fetch-NAME, after scripts/lib.sh. Nothing is installed.

libraries=usr/lib/x86_64-linux-gnu

# All that the packages depend on, as if nothing was installed; $alone without what it depends on.
root_download() {
	mkdir -p "$1/partial"
	apt-get "${APT_QUIET[@]}" -o Dir::State::status=/dev/null -o "Dir::Cache::archives=$1" \
		--no-install-recommends --download-only -y install "${packages[@]}" >&2
	[ -z "${alone:-}" ] || apt_download "$1" "$alone"
}

root_needed() { readelf -d "$1" 2>/dev/null | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'; }

# root_need FILE: copy the libraries that it needs, and what those need.
root_need() {
	local name path

	for name in $(root_needed "$1"); do
		[ ! -e "$tmp/root/$libraries/$name" ] || continue
		for path in "$tmp/all/$libraries/$name" "$tmp/all/lib/x86_64-linux-gnu/$name" \
			"$tmp/all/$libraries"/{blas,lapack,pulseaudio,systemd}/"$name"; do
			[ -e "$path" ] || continue
			cp -L "$path" "$tmp/root/$libraries/$name"
			root_need "$path"
			break
		done
	done
}

# root_copy PATH: a file or folder of the packages.
root_copy() {
	mkdir -p "$tmp/root/$(dirname "$1")"
	cp -a "$tmp/all/$1" "$tmp/root/$1"
}

root_fetch() {
	local deb name path

	mkdir -p "$tmp/all" "$tmp/root/$libraries"
	root_download "$tmp/debs"
	for deb in "$tmp"/debs/*.deb; do
		dpkg -x "$deb" "$tmp/all"
	done
	for name in "${programs[@]/#/usr/bin/}" "${plugins[@]}"; do
		root_copy "$name"
	done
	while read -r path; do
		root_need "$path"
	done < <(find "$tmp/root" -type f \( -name '*.so*' -o -path '*/bin/*' \))
	# The guest has the host's.
	rm -f "$tmp/root/$libraries"/{libc,libm,libasound}.so.*
	chmod 755 "$tmp/root"
}

# root_provide NAME WHAT: print the folder NAME of the cache that has ${programs[@]} and
# ${plugins[@]} (paths) of ${packages[@]}; made when versions or the list changed.
root_provide() {
	local final list name version

	[ -n "$(newest_version "${packages[0]}")" ] || apt_update || true
	version=
	for name in "${packages[@]}"; do
		version+=${version:+_}$(newest_version "$name")
	done
	# The same list is the same archive.
	list=$(cat "$0" "${BASH_SOURCE[0]}" | sha256sum | cut -c 1-8)
	final=$(cache_dir)/$1/${version//[~:]/-}_$list
	if [ ! -d "$final" ]; then
		say "fetching $2 (once)"
		mkdir -p "$(dirname "$final")"
		tmp=$(mktemp -d "$final.XXXXXX")
		trap 'rm -rf "$tmp"' EXIT
		root_fetch
		publish "$tmp/root" "$final"
	fi
	printf '%s\n' "$final"
}
