#!/usr/bin/env bash
# Builds the playground's kernel: Debian's Linux 6.12 source, `allnoconfig` and vm.fragment.
#
# usage: guest/kernel/build.sh          writes WORK/Image, WORK/System.map, WORK/kernel.config, WORK/kernel.version
#   LINUX_VERSION=…  another version of the Debian package linux-source-6.12
#   LINUX_TARBALL=…  an unpacked package's linux-source-6.12.tar.xz, instead of downloading it
# Needs (Debian packages): gcc-riscv64-linux-gnu bc bison flex make xz-utils. About 6 minutes on 2 cores.
# The same source and compiler give the same bytes: the build names no time, user, host or folder of this machine.
. "$(dirname "$0")/../lib.sh"
for tool in riscv64-linux-gnu-gcc:gcc-riscv64-linux-gnu bc:bc bison:bison flex:flex make:make xz:xz-utils; do
  need "${tool%%:*}" "${tool##*:}"
done
version="${LINUX_VERSION:-6.12.117-1~deb12u1}"
fragment="$GUEST/kernel/vm.fragment"
source="$WORK/linux-source-$version"
build="$WORK/linux-build"

unpack() {
  local tarball="${LINUX_TARBALL:-}" package="$WORK/linux-package"
  if [ -z "$tarball" ]; then
    rm -rf "$package"; mkdir -p "$package"
    (cd "$package" && apt-get -q -oAPT::Sandbox::User=root download "linux-source-6.12=$version") \
      || fail "this machine's Debian sources have no linux-source-6.12 $version: run apt-get update, or give LINUX_VERSION (see apt-cache policy linux-source-6.12)"
    dpkg-deb -x "$package"/*.deb "$package/tree"
    tarball="$package/tree/usr/src/linux-source-6.12.tar.xz"
  fi
  rm -rf "$source.part"; mkdir -p "$source.part"
  tar -xJf "$tarball" -C "$source.part" --strip-components=1
  rm -rf "$package"
  mv "$source.part" "$source"
}
[ -d "$source" ] || unpack

export ARCH=riscv CROSS_COMPILE=riscv64-linux-gnu-
export KBUILD_BUILD_TIMESTAMP=2025-01-01 KBUILD_BUILD_USER=guest KBUILD_BUILD_HOST=guest KBUILD_BUILD_VERSION=1
rm -rf "$build"; mkdir -p "$build"
cd "$source"
make -s O="$build" allnoconfig
scripts/kconfig/merge_config.sh -m -O "$build" "$build/.config" "$fragment" > /dev/null
make -s O="$build" olddefconfig

# An option can be refused silently, because its dependencies or its name changed.
lost=0
while read -r line; do
  case "$line" in
    CONFIG_*=n) ! grep -q "^${line%=n}=" "$build/.config" || { echo "refused: $line" >&2; lost=1; } ;;
    CONFIG_*) grep -qxF "$line" "$build/.config" || { echo "refused: $line" >&2; lost=1; } ;;
  esac
done < "$fragment"
[ "$lost" = 0 ] || fail 'vm.fragment asks for options that this source does not give'

nice make -s -j"$JOBS" O="$build" Image
cp "$build/arch/riscv/boot/Image" "$build/System.map" "$WORK/"
cp "$build/.config" "$WORK/kernel.config"
echo "$version" > "$WORK/kernel.version"
echo "Image: $(stat -c %s "$WORK/Image") bytes, linux $version"
