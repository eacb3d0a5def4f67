#!/bin/sh
# Builds the test programs: NAME.c here becomes NAME.elf beside it. Needs Debian's gcc-riscv64-linux-gnu.
#   guest/tests/build.sh [NAME…]
cd "$(dirname "$0")" || exit 1
[ $# -gt 0 ] || set -- *.c
for source; do
  name=${source%.c}
  riscv64-linux-gnu-gcc -Os -march=rv64imac_zicsr_zifencei -mabi=lp64 -mcmodel=medany -mno-relax -ffreestanding -fno-builtin \
    -fno-stack-protector -fno-pic -fno-tree-loop-distribute-patterns -nostdlib -static -Wall -Wextra -Iruntime \
    -Wl,-n,--build-id=none,--no-relax,-T,runtime/link.ld,--no-warn-rwx-segments \
    -o "$name.elf" runtime/start.S runtime/runtime.c runtime/pages.c -ffunction-sections -fdata-sections -Wl,--gc-sections "$name.c" || exit 1
  # The loader finds tohost by its symbol.
  riscv64-linux-gnu-strip -s -K tohost -K fromhost "$name.elf" || exit 1
  echo "$name.elf $(wc -c <"$name.elf") bytes"
done
