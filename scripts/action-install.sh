#!/usr/bin/env bash
# Installs the subaud binary for the GitHub Action, and refuses one whose
# SHA-256 is not the expected one. Every input comes through the environment.
set -euo pipefail

fail() {
	echo "::error title=subaud::$1"
	exit 2
}

if [ -n "${SUBAUD_BINARY:-}" ]; then
	[ -x "$SUBAUD_BINARY" ] || fail "binary: $SUBAUD_BINARY is not an executable file."
	echo "binary=$SUBAUD_BINARY" >>"$GITHUB_OUTPUT"
	exit 0
fi

version=${SUBAUD_VERSION:-}
[ -n "$version" ] || version=${SUBAUD_ACTION_REF:-}
[[ $version =~ ^v[0-9]+\.[0-9]+\.[0-9]+$ ]] ||
	fail "version: say which release to run, as in version: v0.1.0 (the action was used at '${SUBAUD_ACTION_REF:-}', which is not a release)."

case "${RUNNER_OS:-}" in
Linux) os=linux ;;
macOS) os=darwin ;;
Windows) os=windows ;;
*) fail "there is no binary for the runner system '${RUNNER_OS:-}'." ;;
esac
case "${RUNNER_ARCH:-}" in
X64) arch=amd64 ;;
ARM64) arch=arm64 ;;
*) fail "there is no binary for the runner architecture '${RUNNER_ARCH:-}'." ;;
esac

archive="subaud_${version#v}_${os}_${arch}.tar.gz"
releases=${SUBAUD_RELEASES:-https://github.com/subaud/subaud/releases/download}
folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/subaud.XXXXXX")
curl -fsSL --retry 3 -o "$folder/$archive" "$releases/$version/$archive" ||
	fail "could not download $archive of release $version."

expected=${SUBAUD_CHECKSUM:-}
if [ -z "$expected" ]; then
	curl -fsSL --retry 3 -o "$folder/checksums.txt" "$releases/$version/checksums.txt" ||
		fail "could not download the checksums of release $version."
	expected=$(awk -v name="$archive" '$2 == name { print $1 }' "$folder/checksums.txt")
fi
if command -v sha256sum >/dev/null; then
	actual=$(sha256sum "$folder/$archive" | cut -d ' ' -f 1)
else
	actual=$(shasum -a 256 "$folder/$archive" | cut -d ' ' -f 1)
fi
if [ -z "$expected" ] || [ "$actual" != "$expected" ]; then
	fail "the checksum of $archive is $actual, expected '${expected}': refusing to run it."
fi

tar -xzf "$folder/$archive" -C "$folder"
binary="$folder/subaud"
[ "$os" != windows ] || binary="$binary.exe"
echo "binary=$binary" >>"$GITHUB_OUTPUT"
