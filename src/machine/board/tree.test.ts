import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cells, text, type TreeNode } from '../../devices/device-tree.ts';
import { cellsOf, findNode, type ReadNode, readTree, textOf } from '../../testing/flattened-tree.ts';
import { flattenTree } from './flattened-tree.ts';
import { boardTree, isaString, type TreeConfig } from './tree.ts';

const EXTENSIONS = ['m', 'a', 'f', 'd', 'c', 'zicntr', 'zicsr', 'zifencei', 'zba', 'zbb', 'zbs', 'sstc'];
const CONFIG: TreeConfig = {
  hartCount: 4,
  ramBytes: 0x2000_0000,
  extensions: EXTENSIONS,
  mmu: 'sv48',
  seed: 3n,
  bootArguments: 'console=ttyS0 panic=-1',
  initrd: { start: 0x8400_0000, end: 0x8410_1234 },
  reserved: [{ name: 'firmware', start: 0x8000_0000, end: 0x8004_0000 }],
};

const blobOf = (config: TreeConfig): Uint8Array => flattenTree(boardTree(config), 0);
/** The device tree compiler is a second witness where it is installed; the tests' own reader is the first. */
const COMPILER = 'dtc';
const hasCompiler = spawnSync(COMPILER, ['--version']).status === 0;

describe('blob', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9,@-]{0,14}$/);
  const properties = fc.dictionary(name, fc.uint8Array({ maxLength: 40 }), { noNullPrototype: true });
  const treeOf = (depth: number): fc.Arbitrary<TreeNode> =>
    fc.record({
      name,
      properties,
      children: depth === 0 ? fc.constant([]) : fc.array(treeOf(depth - 1), { maxLength: 4 }),
    });

  it('reads back as it was written', () => {
    const plain = (node: TreeNode): unknown => [
      node.name,
      Object.entries(node.properties).map(([key, value]) => [key, [...value]]),
      (node.children ?? []).map(plain),
    ];
    fc.assert(
      fc.property(treeOf(3), fc.nat(7), (root, bootHart) => {
        const read = readTree(flattenTree(root, bootHart));
        expect(plain(read.root)).toEqual(plain(root));
        expect(read.bootHart).toBe(bootHart);
      }),
      { numRuns: 200, seed: 8 },
    );
  });

  it('has the layout of the specification', () => {
    const blob = flattenTree({ name: '', properties: { a: text('b') } }, 5);
    const expected = [
      cells(0xd00dfeed, 96, 56, 88, 40, 17, 16, 5, 2, 32),
      new Uint8Array(16),
      cells(1, 0, 3, 2, 0, 0x6200_0000, 2, 9, 0x6100_0000, 0),
    ];
    expect([...blob]).toEqual(expected.flatMap((part) => [...part]));
  });
});

describe('board tree', () => {
  const { root } = readTree(blobOf(CONFIG));

  it('tells the kernel where to begin', () => {
    const chosen = findNode(root, '/chosen');
    expect(textOf(chosen, 'bootargs')).toEqual(['console=ttyS0 panic=-1']);
    expect(cellsOf(chosen, 'linux,initrd-start')).toEqual([0, 0x8400_0000]);
    expect(cellsOf(chosen, 'linux,initrd-end')).toEqual([0, 0x8410_1234]);
    expect(findNode(root, textOf(chosen, 'stdout-path')[0] ?? '')).toBeDefined();
    expect(cellsOf(findNode(root, '/memory@80000000'), 'reg')).toEqual([0, 0x8000_0000, 0, 0x2000_0000]);
    expect(cellsOf(findNode(root, '/reserved-memory/firmware@80000000'), 'reg')).toEqual([
      0, 0x8000_0000, 0, 0x4_0000,
    ]);
  });

  it('leaves out what was not given', () => {
    const { bootArguments: _a, initrd: _i, reserved: _r, ...rest } = CONFIG;
    const bare = readTree(blobOf(rest)).root;
    expect(Object.keys(findNode(bare, '/chosen')?.properties ?? {})).toEqual(['stdout-path', 'rng-seed']);
    expect(findNode(bare, '/reserved-memory')).toBeUndefined();
  });

  it('says what a hart can do, in both ways', () => {
    const hart = findNode(root, '/cpus/cpu@3');
    expect(textOf(hart, 'riscv,isa')).toEqual(['rv64imafdc_zicntr_zicsr_zifencei_zba_zbb_zbs_sstc']);
    expect(isaString(['m'])).toBe('rv64im');
    expect(textOf(hart, 'riscv,isa-base')).toEqual(['rv64i']);
    expect(textOf(hart, 'riscv,isa-extensions')).toEqual(['i', ...EXTENSIONS]);
    expect(textOf(hart, 'mmu-type')).toEqual(['riscv,sv48']);
    expect(cellsOf(findNode(root, '/cpus'), 'timebase-frequency')).toEqual([10_000_000]);
  });

  it('has 64 seed bytes that depend on the seed', () => {
    const seedOf = (seed: bigint): string =>
      String(findNode(readTree(blobOf({ ...CONFIG, seed })).root, '/chosen')?.properties['rng-seed']);
    expect(seedOf(3n).split(',').length).toBe(64);
    expect(seedOf(3n)).toBe(seedOf(3n));
    expect(seedOf(3n)).not.toBe(seedOf(4n));
  });

  it('uses each phandle once and refers to none that is missing', () => {
    const owners: number[] = [];
    const references: number[] = [];
    const visit = (node: ReadNode): void => {
      owners.push(...cellsOf(node, 'phandle'));
      for (const key of ['interrupt-parent', 'regmap', 'cpu']) references.push(...cellsOf(node, key));
      references.push(...cellsOf(node, 'interrupts-extended').filter((_, index) => index % 2 === 0));
      node.children.forEach(visit);
    };
    visit(root);
    expect(new Set(owners).size).toBe(owners.length);
    expect(references.filter((phandle) => !owners.includes(phandle))).toEqual([]);
    expect(references.length).toBe(4 * 4 + 2 + 4 + 10);
  });

  it.each([
    ['/soc/serial@10000000', [0, 0x1000_0000, 0, 0x100], [10]],
    ['/soc/rtc@101000', [0, 0x10_1000, 0, 0x1000], [11]],
    ['/soc/test@100000', [0, 0x10_0000, 0, 0x1000], []],
    ['/soc/virtio_mmio@10001000', [0, 0x1000_1000, 0, 0x1000], [1]],
    ['/soc/virtio_mmio@10008000', [0, 0x1000_8000, 0, 0x1000], [8]],
    ['/soc/plic@c000000', [0, 0xc00_0000, 0, 0x60_0000], []],
    ['/soc/clint@2000000', [0, 0x200_0000, 0, 0x1_0000], []],
  ])('has %s where QEMU has it', (path, reg, interrupts) => {
    const node = findNode(root, path);
    expect([cellsOf(node, 'reg'), cellsOf(node, 'interrupts')]).toEqual([reg, interrupts]);
  });

  it.each(hasCompiler ? [1, 4, 8] : [])('with %i harts is accepted by dtc without a warning', (hartCount) => {
    const input = blobOf({ ...CONFIG, hartCount });
    const { stderr, status } = spawnSync(COMPILER, ['-I', 'dtb', '-O', 'dts', '-'], {
      input,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    const source = execFileSync(COMPILER, ['-q', '-I', 'dtb', '-O', 'dts', '-'], {
      input,
      encoding: 'utf8',
    });
    expect(source).toContain('timebase-frequency = <0x989680>;');
  });
});
