#!/bin/sh
# Builds driver.elf, which is committed so that only QEMU is needed to run it. Needs gcc-riscv64-linux-gnu.
cd "$(dirname "$0")" && exec riscv64-linux-gnu-gcc -O2 -march=rv64imac -mabi=lp64 -static -nostdlib -nostartfiles \
  -ffreestanding -fno-builtin -fno-stack-protector -fno-tree-loop-distribute-patterns -mno-relax -mcmodel=medany \
  -Wall -Wl,--build-id=none,--no-relax -s -o driver.elf driver.c
