/**
 * Real software on the whole machine: the repository's Linux with many harts, in every translation mode, on
 * disks, with every device that it knows, and through firmware where the host has some.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Random } from '../../base/random.ts';
import { CopyOnWriteDisk } from '../../devices/block/backend.ts';
import { PROMPT, runLinux } from './linux.ts';

const MIB = 1 << 20;
const PATTERN = 0x5a;
const POWEROFF = { kind: 'ended', code: 0 };

describe('harts', () => {
  test.each([2, 4, 8])('%i of them come up and work together', (harts) => {
    const { console, end } = runLinux({
      harts,
      append: 'console=ttyS0 vmb.threads=4 vmb.scale=0.004 vmb.run=psieve,mutex,amo,cas,ring',
    });
    expect(console).toContain(`harts=${harts} `);
    const sums = { psieve: 63951, mutex: 64000, amo: 128000, cas: 384000, ring: 383992000 };
    for (const [kernel, sum] of Object.entries(sums))
      expect(console).toMatch(new RegExp(`^${kernel},[0-9.]+,${sum}$`, 'm'));
    expect(end).toMatchObject(POWEROFF);
  });

  test('one goes away and comes back, and finds its memory as it is', () => {
    const cycle =
      'cd /sys/devices/system/cpu/cpu1; for i in 1 2 3; do echo 0 >online; nproc; echo 1 >online; nproc; done';
    const work = 'for i in 1 2 3 4; do sha256sum /bin/busybox & done | sort -u | wc -l; wait';
    const { console, end } = runLinux({ harts: 2, type: [[PROMPT, `${cycle}; ${work}; poweroff -f\\n`]] });
    const answers = console.split('\n').filter((line) => /^\d$/.test(line));
    expect(answers.join(' ')).toBe('1 2 1 2 1 2 1');
    expect(end).toMatchObject(POWEROFF);
  });
});

describe('translation', () => {
  test.each(['sv39', 'sv48', 'sv57'] as const)('%s is what Linux uses where it is the largest', (mmu) => {
    const type = [[PROMPT, 'grep mmu /proc/cpuinfo; uname -m; poweroff -f\\n']] as const;
    const { console, end } = runLinux({ configuration: { mmu }, type });
    expect(console).toMatch(new RegExp(`mmu\\s*: ${mmu}\nriscv64\n`));
    expect(end).toMatchObject(POWEROFF);
  });
});

/**
 * `VMB_SCALE=0.004 VMB_THREADS=4 vmbench KERNEL` of guest/bench on x86-64. matmul is left out: it takes no scale
 * and 10 seconds; it was run by hand.
 */
const CHECKSUMS = {
  sieve: '7837',
  nqueens: '14200',
  sha256: '17981613009243897368',
  crc32: '2901321519',
  qsort: '17785558267312998101',
  dhry: '8101829443106612352',
  interp: '7257486469358169558',
  muldiv: '8404320467990462463',
  nbody: '4607499236505147646',
  chase: '9689',
  memcpy: '165',
  memcpyx: '165',
  memset: '0',
  rd8: '2138467351',
  rd64: '14347272069307669450',
  wr8: '10991741168772826808',
  syscall: '8000',
  pgfault: '16384',
  fork: '6',
  pipe: '24904',
};

test('benchmark kernels give the checksums of another machine', () => {
  const names = Object.keys(CHECKSUMS).join(',');
  const { console, end } = runLinux({ append: `console=ttyS0 vmb.scale=0.004 vmb.run=${names}` });
  const sums = Object.fromEntries(
    [...console.matchAll(/^([a-z0-9]+),[0-9.]+,(\d+)$/gm)].map(([, name, sum]) => [name, sum]),
  );
  expect(sums).toEqual(CHECKSUMS);
  expect(end).toMatchObject(POWEROFF);
});

describe('disks', () => {
  const WRITE = [
    'mke2fs -q -b 4096 /dev/vda; mkdir -p /d; mount -t ext4 /dev/vda /d',
    'dd if=/dev/urandom of=/d/noise bs=64k count=10 2>/dev/null',
    'cp /bin/busybox /d/copy; mkdir /d/many',
    'for i in 0 1 2 3 4 5 6 7 8 9; do echo file $i >/d/many/$i; done',
    'sync; echo 3 >/proc/sys/vm/drop_caches',
    '(cd /d; sha256sum noise copy many/* >sums); cat /d/sums | sha256sum; umount /d; poweroff -f',
  ].join('; ');
  const READ =
    'mkdir -p /d; mount -t ext4 -o ro /dev/vda /d; cd /d; sha256sum -c sums | grep -c OK; cat sums | sha256sum; poweroff -f';

  test.each([512, 4096] as const)(
    'hold a file system over a restart, with sectors of %i bytes',
    (blockBytes) => {
      const backend = new CopyOnWriteDisk(new Uint8Array(16 * MIB));
      const other = new CopyOnWriteDisk(new Uint8Array(4 * MIB).fill(PATTERN), { readOnly: true });
      const disks = [
        { backend, blockBytes },
        { backend: other, blockBytes: 512 as const },
      ];
      const written = runLinux({ disks, type: [[PROMPT, `${WRITE}\\n`]] });
      const digest = /^[0-9a-f]{64} {2}-$/m.exec(written.console)?.[0];
      expect(digest).toBeDefined();
      expect(written.end).toMatchObject(POWEROFF);
      const facts =
        'cat /sys/block/vda/queue/logical_block_size /sys/block/vdb/ro; sha256sum /dev/vdb; echo x >/dev/vdb';
      const read = runLinux({ disks, type: [[PROMPT, `${facts}; ${READ}\\n`]] });
      expect(read.console).toContain(`\n12\n${digest}\n`);
      expect(read.console).toContain(`\n${blockBytes}\n1\n`);
      const sum = createHash('sha256')
        .update(new Uint8Array(4 * MIB).fill(PATTERN))
        .digest('hex');
      expect(read.console).toContain(`${sum}  /dev/vdb`);
      expect(read.console).toContain('write error: Operation not permitted');
      expect([...other.changedPages()]).toEqual([]);
      expect(read.end).toMatchObject(POWEROFF);
    },
  );
});

describe('devices', () => {
  test('random numbers, the clock, and a reboot', () => {
    const commands = [
      'cat /sys/class/misc/hw_random/rng_current',
      'head -c 4096 /dev/hwrng | sha256sum',
      'date -u +%F; hwclock -u | cut -c1-10',
      'hwclock -u -w; cat /proc/interrupts | grep -c virtio',
      'reboot -f',
    ].join('; ');
    const { console, end } = runLinux({ type: [[PROMPT, `${commands}\\n`]] });
    expect(console).toContain('\nvirtio_rng.0\n');
    expect(console).toContain('\n2025-01-01\nWed Jan  1\n');
    expect(end).toEqual({ kind: 'reboot' });
  });

  test('a login on the virtio console, at its size', () => {
    const type = [[PROMPT, 'stty size </dev/hvc1; cat /proc/consoles; poweroff -f\\n']] as const;
    const { console, end } = runLinux({ append: 'console=hvc1', type });
    expect(console).toContain('\n24 80\n');
    expect(console).toMatch(/^hvc1/m);
    expect(end).toMatchObject(POWEROFF);
  });
});

describe('firmware', () => {
  const folder = '/usr/lib/riscv64-linux-gnu/opensbi/generic';
  const missing = existsSync(folder)
    ? ''
    : ` (skipped: ${folder} is missing, Debian's package opensbi has it)`;
  test.skipIf(missing !== '').each([
    ['fw_jump.elf', 1],
    ['fw_dynamic.elf', 2],
  ])(`OpenSBI %s boots Linux on %i harts${missing}`, (file, harts) => {
    const firmware = new Uint8Array(readFileSync(`${folder}/${file}`));
    const { console, end } = runLinux({ harts, firmware, type: [[PROMPT, 'nproc; poweroff -f\\n']] });
    expect(console).toMatch(/Boot HART MEDELEG +: 0x000000000000b109/);
    expect(console).toMatch(new RegExp(`poweroff -f\n${harts}\n`));
    expect(end).toMatchObject(POWEROFF);
  });
});

describe('broken software', () => {
  test('an initrd of noise ends in the kernel’s own words', () => {
    const random = new Random(5);
    const initrd = Uint8Array.from({ length: 100_000 }, () => random.below(256));
    const { console } = runLinux({ initrd, append: 'console=ttyS0 panic=-1', maxInstructions: 200_000_000 });
    expect(console).toMatch(/Kernel panic|VFS: Unable/);
  });
});
