# Shared by the build scripts here; read with `.`, not run. Needs bash.
#
# WORK       the folder for downloads and builds (outside the repository; kept, so that a second run is quick)
# MIRROR     the Debian mirror: taken from this machine's own apt configuration, or given by the caller
set -euo pipefail
umask 022
export LC_ALL=C TZ=UTC

GUEST="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
ROOT="$(cd "$GUEST/.." && pwd)"
WORK="${WORK:-${XDG_CACHE_HOME:-$HOME/.cache}/trampoline-guest}"
JOBS="${JOBS:-$(nproc)}"
mkdir -p "$WORK"

fail() { echo "$(basename "$0"): $*" >&2; exit 2; }

# need PROGRAM PACKAGE: stops with the package to install where a program is missing.
need() { command -v "$1" >/dev/null || fail "$1 is missing: install the Debian package $2"; }

# The mirror of the first source of this machine that is Debian proper.
mirror() {
  if [ -n "${MIRROR:-}" ]; then echo "$MIRROR"; return; fi
  local found
  found="$(apt-get indextargets --format '$(ORIGIN) $(LABEL) $(REPO_URI)' 'Created-By: Packages' | awk '$1 == "Debian" && $2 == "Debian" { print $3; exit }')"
  [ -n "$found" ] || fail 'no Debian mirror in the apt configuration: give one, MIRROR=http://…/debian'
  echo "${found%/}"
}

# riscv_apt get|cache ARGUMENTS…: apt for riscv64 packages of Debian 13, with a state of its own under WORK.
riscv_apt() {
  local tool="apt-$1" state="$WORK/trixie-riscv64"; shift
  local options=(-q -oAPT::Architecture=riscv64 -oAPT::Architectures=riscv64 -oAPT::Sandbox::User=root
    -oDir::State::Lists="$state/lists" -oDir::Cache="$state/cache" -oDir::Etc::sourcelist="$state/sources.list"
    -oDir::Etc::sourceparts=/dev/null -oDir::State::status=/dev/null)
  if [ ! -e "$state/ready" ]; then
    mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(mirror) trixie main" > "$state/sources.list"
    apt-get "${options[@]}" update >&2
    touch "$state/ready"
  fi
  "$tool" "${options[@]}" "$@"
}

# riscv_package NAME: downloads the current version, unpacks it to WORK/NAME, prints its version.
riscv_package() {
  local name="$1" deb
  rm -rf "$WORK/$name" "$WORK/download-$name"; mkdir -p "$WORK/download-$name"
  # `download` in this folder: apt writes to the current one.
  (cd "$WORK/download-$name" && riscv_apt get download "$name" >&2)
  deb="$(echo "$WORK/download-$name"/*.deb)"
  dpkg-deb -x "$deb" "$WORK/$name"
  dpkg-deb -f "$deb" Version
}
