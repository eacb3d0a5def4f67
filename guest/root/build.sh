#!/usr/bin/env bash
# Builds the playground's root, an initramfs: BusyBox from Debian 13, init and vmbench from this folder.
#
# usage: guest/root/build.sh            writes WORK/root.cpio and WORK/root.* about its sources (see ../lib.sh)
# Needs (Debian packages): gcc-riscv64-linux-gnu, qemu-user-static (to ask BusyBox which commands it has), nodejs.
# The same inputs give the same bytes: no time, owner or order of this machine gets in.
. "$(dirname "$0")/../lib.sh"
need riscv64-linux-gnu-gcc gcc-riscv64-linux-gnu
need qemu-riscv64-static qemu-user-static
need node nodejs

tree="$WORK/root"
version="$(riscv_package busybox-static)"
rm -rf "$tree"
mkdir -p "$tree"/{bin,dev,etc,mnt,proc,root,sys,tmp,usr}
chmod 1777 "$tree/tmp"
chmod 700 "$tree/root"
cp -r "$GUEST/root/files/." "$tree/"
find "$tree/etc" "$tree/root" -type f -exec chmod 644 {} +

# init links BusyBox to the names of its commands; only the shell has its name from the start, for `rdinit=/bin/sh`.
install -m 755 "$WORK/busybox-static/usr/bin/busybox" "$tree/bin/busybox"
ln "$tree/bin/busybox" "$tree/bin/sh"
qemu-riscv64-static "$tree/bin/busybox" --list | grep -vxE 'busybox|sh' > "$tree/etc/commands"
[ "$(wc -l < "$tree/etc/commands")" -gt 200 ] || fail 'BusyBox lists fewer than 200 commands'
ln -s bin "$tree/sbin"
ln -s ../bin "$tree/usr/bin"
ln -s ../bin "$tree/usr/sbin"

# Freestanding, so that init is 10 KB; see root/system.h.
riscv64-linux-gnu-gcc -Os -Wall -Wextra -Werror -std=gnu17 -march=rv64gc -mabi=lp64d -ffreestanding -nostdlib -static \
  -fno-stack-protector -fno-asynchronous-unwind-tables -Wl,--build-id=none -Wl,-z,noseparate-code -s \
  -o "$tree/init" "$GUEST/root/init.c"
make -s -C "$GUEST/bench" OUT="$WORK/bench" "$WORK/bench/vmbench.riscv64"
install -m 755 "$WORK/bench/vmbench.riscv64" "$tree/bin/vmbench"

node "$GUEST/root/make-cpio.mjs" "$tree" "$WORK/root.cpio" dev/console:600:5:1 dev/null:666:1:3
echo "$version" > "$WORK/root.version"
dpkg-deb -f "$WORK"/download-busybox-static/*.deb Built-Using > "$WORK/root.built-using"
dpkg-query -Wf '${Built-Using}\n' libc6-dev-riscv64-cross > "$WORK/root.libc"
echo "root.cpio: $(stat -c %s "$WORK/root.cpio") bytes, busybox-static $version"
