#!/usr/bin/env bash
# Builds the release archives into dist/: the same bytes from every folder and
# machine, so that anyone can check a release by building it again.
#
#   scripts/release.sh v0.1.0
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

version=${1:?say which version, as in scripts/release.sh v0.1.0}
if [ "$(git describe --tags --exact-match 2>/dev/null || true)" != "$version" ] || [ -n "$(git status --porcelain)" ]; then
	echo "the checkout is not a clean one of the tag $version: git switch --detach $version" >&2
	exit 2
fi
# Archives carry the time of the commit, never that of the build.
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
rm -rf dist
mkdir -p dist

for target in linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64; do
	os=${target%/*} arch=${target#*/}
	name=subaud
	[ "$os" != windows ] || name=subaud.exe
	folder="dist/subaud_${version#v}_${os}_${arch}"
	mkdir -p "$folder"
	# The version is stamped from the tag, and the tree must be that of the tag.
	CGO_ENABLED=0 GOOS=$os GOARCH=$arch go build -trimpath -buildvcs=true \
		-ldflags "-s -w -buildid=" -o "$folder/$name" ./cmd/subaud
	cp LICENSE NOTICE README.md "$folder/"
	tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$epoch" \
		-C "$folder" -cf - . | gzip -n -9 >"$folder.tar.gz"
	rm -rf "$folder"
done
(cd dist && sha256sum -- *.tar.gz >checksums.txt)
cat dist/checksums.txt
