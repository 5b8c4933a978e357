#!/bin/sh
# Puts Debian's snac2 (a real ActivityPub server with a Mastodon API) into a folder; no root needed.
#   install_snac.sh TARGET      the program is then TARGET/usr/bin/snac
# Where the machine's own apt sources do not have it, their backports suite does: it is derived from
# them by changing nothing but the suite, in lists of its own, so that the machine stays as it is.
set -eu
target=$(mkdir -p "$1" && cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for tool in apt-get apt-cache dpkg; do
  command -v "$tool" >/dev/null || { echo "snac comes from Debian: $tool is missing" >&2; exit 1; }
done
. /etc/os-release
: "${VERSION_CODENAME:?this Debian tells no codename}"

backports() {
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ ! -f "$file" ] || sed -n "s/^\(deb .*[ ]\)$VERSION_CODENAME\( .*\)\$/\1$VERSION_CODENAME-backports\2/p" "$file"
  done >"$work/parts/backports.list"
  for file in /etc/apt/sources.list.d/*.sources; do
    [ ! -f "$file" ] || awk -v suite="$VERSION_CODENAME" '
      BEGIN { RS = ""; FS = "\n" }
      {
        kept = ""; ours = 0
        for (i = 1; i <= NF; i++) {
          if ($i ~ /^#/) continue
          if ($i ~ /^Suites:/) {
            n = split(substr($i, 8), names, " ")
            for (j = 1; j <= n; j++) if (names[j] == suite) ours = 1
            $i = "Suites: " suite "-backports"
          }
          kept = kept $i "\n"
        }
        if (ours) print kept
      }' "$file"
  done >"$work/parts/backports.sources"
}

mkdir -p "$work/parts" "$work/lists/partial" "$work/cache/archives/partial" "$work/deb"
set --
if ! apt-cache show snac2 >/dev/null 2>&1; then
  backports
  set -- -o "Dir::Etc::sourcelist=$work/none" -o "Dir::Etc::sourceparts=$work/parts" \
    -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o Acquire::Languages=none \
    -o APT::Sandbox::User=
  apt-get "$@" update -qq
fi
cd "$work/deb"
apt-get -o APT::Sandbox::User= "$@" download -qq snac2
dpkg -x ./*.deb "$target"
"$target/usr/bin/snac" 2>&1 | grep -q '^snac '
