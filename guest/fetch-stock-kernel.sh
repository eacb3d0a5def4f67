#!/usr/bin/env bash
# Fetches Debian 13's own riscv64 kernel for tests; it is not shipped with the project.
#
# usage: guest/fetch-stock-kernel.sh FOLDER
# Leaves there: vmlinuz (as packaged), Image (the raw kernel), config, version.
# As packaged the kernel is either the raw Image, an Image in gzip, or an EFI program that carries a compressed
# Image ("zboot": the bytes 4D 5A 00 00 "zimg", then offset, size and the name of the compression).
. "$(dirname "$0")/lib.sh"
[ $# = 1 ] || fail 'usage: fetch-stock-kernel.sh FOLDER'
mkdir -p "$1"
folder="$(cd "$1" && pwd)"

name="$(riscv_apt cache depends linux-image-riscv64 | awk '$1 == "Depends:" && $2 ~ /^linux-image-/ { print $2; exit }')"
[ -n "$name" ] || fail 'linux-image-riscv64 names no kernel package: has the suite changed?'
version="$(riscv_package "$name")"
kernel="$(find "$WORK/$name/boot" -name 'vmlinu*' | head -n 1)"
[ -n "$kernel" ] || fail "$name holds no kernel below boot/"
cp "$kernel" "$folder/vmlinuz"
cp "$WORK/$name"/boot/config-* "$folder/config"

word() { od -An -tu4 -j"$1" -N4 "$kernel" | tr -d ' '; }
letters() { dd if="$kernel" bs=1 skip="$1" count="$2" status=none | tr -d '\0'; }
if [ "$(letters 4 4)" = zimg ]; then
  payload() { tail -c "+$(($(word 8) + 1))" "$kernel" | head -c "$(word 12)"; }
  how="$(letters 24 8)"
  case "$how" in
    gzip) payload | gzip -dc > "$folder/Image" ;;
    zstd) need zstd zstd; payload | zstd -dcq > "$folder/Image" ;;
    *) fail "$kernel is compressed with '$how': this script knows gzip and zstd" ;;
  esac
  how="EFI zboot, $how"
elif [ "$(od -An -tx1 -N2 "$kernel" | tr -d ' ')" = 1f8b ]; then
  gzip -dc "$kernel" > "$folder/Image"; how=gzip
else
  cp "$kernel" "$folder/Image"; how='raw Image'
fi
[ "$(dd if="$folder/Image" bs=1 skip=56 count=4 status=none | tr -d '\0')" = "$(printf 'RSC\005')" ] || fail "the result is no RISC-V Image (magic at offset 56)"
echo "$version" > "$folder/version"
echo "$name $version, packaged as: $how; Image of $(stat -c %s "$folder/Image") bytes in $1"
