/** Our text is read by an outside witness (the WebAssembly Binary Toolkit) and has to give the same module. */
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { unwrap } from '../../../base/problem.ts';
import type { FunctionDefinition } from '../../../ir/node.ts';
import type { Guest } from '../../../isa/define.ts';
import { riscvGuest } from '../../../isa/riscv64/guest.ts';
import { planMemory, WASM_PAGE_BYTES } from '../../../memory/layout.ts';
import { assembleProgram } from '../../../machine/programs.ts';
import { buildRow, visitNodes } from '../../interp/entries.ts';
import { buildInterpreter } from '../../interp/interpreter.ts';
import type { CodePages } from '../../jit/code-view.ts';
import { RegionShell } from '../../jit/shell.ts';
import { Translator } from '../../jit/translator.ts';
import { FunctionTable } from '../functions.ts';
import { WasmModule } from '../module.ts';
import { OP } from '../opcodes.ts';
import { ATOMIC, BULK, PLAIN } from './instructions.ts';
import { moduleText, type ModuleNames } from './module-text.ts';

const FEATURES = { threads: true, tail_call: true, sign_extension: true, bulk_memory: true };

const textOf = (bytes: Uint8Array, names?: ModuleNames): string =>
  moduleText(bytes, names)
    .map(({ depth, text }) => '  '.repeat(depth) + text)
    .join('\n');

/** Whether the text is this module: both as the toolkit prints them, since it groups locals in its own way. */
async function isSameModule(bytes: Uint8Array, text: string): Promise<boolean> {
  const toolkit = await wabt();
  const read = toolkit.parseWat('text.wat', text, FEATURES);
  read.resolveNames();
  const ours = toolkit.readWasm(read.toBinary({}).buffer, FEATURES).toText({});
  const theirs = toolkit.readWasm(bytes, FEATURES).toText({});
  read.destroy();
  // Not left to an assertion, which would take hours to describe how long texts differ.
  return ours === theirs;
}

const PLAN = planMemory({
  harts: 1,
  ramBytes: 16 << 20,
  ramStart: 0x8000_0000,
  machineBytes: 64,
  deviceBytes: 4096,
  ringBytes: 4096,
  decodedPages: 64,
});

const PROGRAM = `
_start:
    li a0, 1000
    la a1, data
loop:
    ld a2, 0(a1)
    mulhu a3, a2, a0
    add a2, a2, a3
    sd a2, 8(a1)
    fadd.d fa0, fa1, fa2
    addi a0, a0, -1
    bnez a0, loop
    jr ra
    .balign 8
data:
    .dword 1, 2
`;

/** Everything that the rows call. */
function calls(guest: Guest): FunctionDefinition[] {
  const found = new Map<string, FunctionDefinition>();
  for (const row of guest.instructionSet.rows) {
    visitNodes(buildRow(guest, row, []), (node) => {
      if (node.op === 'call') found.set(node.callee.name, node.callee);
    });
  }
  return [...found.values()];
}

function interpreter(tailCalls: boolean) {
  const { guest, memory } = riscvGuest(PLAN, 0);
  return { guest, code: buildInterpreter(guest, PLAN, 0, memory, tailCalls) };
}

function translated(tailCalls: boolean): Uint8Array {
  const program = unwrap(assembleProgram(PROGRAM, 'a program'));
  // The page as the assembler laid it out: its code follows the ELF header.
  const { elf } = program;
  const view = new DataView(elf.buffer, elf.byteOffset);
  const code = Number(view.getBigUint64(Number(view.getBigUint64(32, true)) + 8, true));
  const half = (offset: number): number =>
    code + offset + 2 <= elf.length ? view.getUint16(code + offset, true) : 0;
  const pages: CodePages = (distance) =>
    distance === 0 ? { half, wasReached: () => true, targets: () => [] } : undefined;
  const source = interpreter(tailCalls);
  const shell = new RegionShell(source.code, PLAN.totalBytes / WASM_PAGE_BYTES);
  const region = new Translator(source, shell).translate(pages, 0);
  if (!region) throw new Error('the program is translated');
  return shell.module([region]);
}

describe('WebAssembly text', () => {
  it.each([true, false])('of a region assembles to the same module (tail calls: %s)', async (tailCalls) => {
    const bytes = translated(tailCalls);
    expect(await isSameModule(bytes, textOf(bytes))).toBe(true);
  });

  it('of page walks, traps and soft floats assembles to the same module', async () => {
    const { guest } = interpreter(true);
    const roots = [
      guest.translate,
      guest.takeTrap,
      guest.pendingInterrupt,
      guest.updateContexts,
      ...calls(guest),
    ];
    const module = new WasmModule(1);
    const table = new FunctionTable(module, 0, roots);
    for (const root of roots) module.export(root.name, table.index(root));
    const bytes = module.encode();
    expect(bytes.length).toBeGreaterThan(10_000);
    expect(await isSameModule(bytes, textOf(bytes))).toBe(true);
  });

  it('of a whole interpreter has an instruction for every byte', () => {
    const { bytes } = interpreter(true).code;
    expect(moduleText(bytes).length).toBeGreaterThan(20_000);
  });

  it('names functions, labels and the locals that are known; the same name twice is told apart', async () => {
    const bytes = translated(true);
    const names: ModuleNames = {
      local: (_, local) => (local < 4 ? ['n', 'page', 'hart', 'record'][local] : 'x'),
    };
    const text = textOf(bytes, names);
    expect(text).toMatch(
      /\(func \$r0 \(type \d\) \(param \$n i32\) \(param \$page i64\) \(param \$hart i32\) \(param \$record i32\) \(result/,
    );
    expect(text).toContain('local.get $hart');
    expect(text).toContain('(local $x.2 ');
    expect(text).toMatch(/br \$loop\d+/);
    expect(text).toContain('return_call $chain');
    expect(await isSameModule(bytes, text)).toBe(true);
  });

  it('prints every constant exactly', async () => {
    const module = new WasmModule(1);
    const { index, writer } = module.function([], []);
    for (const value of [0n, -1n, 2n ** 63n, 0x7fff_ffff_ffff_ffffn]) {
      writer.i64(value);
      writer.op(OP.drop);
    }
    for (const bits of [
      0n,
      1n << 63n,
      1n,
      0x7ff0n << 48n,
      0xfff0n << 48n,
      0x7ff8n << 48n,
      0xfff4_0000_0000_0001n,
    ]) {
      writer.float('f64', bits);
      writer.op(OP.drop);
    }
    for (const bits of [0x8000_0000n, 0x7f80_0000n, 0xffc0_0001n, 0x3dcc_cccdn]) {
      writer.float('f32', bits);
      writer.op(OP.drop);
    }
    module.export('run', index);
    const bytes = module.encode();
    expect(await isSameModule(bytes, textOf(bytes))).toBe(true);
  });

  it('says where each instruction stands', () => {
    const bytes = translated(true);
    const offsets = moduleText(bytes).flatMap(({ offset }) => (offset < 0 ? [] : [offset]));
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
    expect(new Set(offsets).size).toBe(offsets.length);
    expect(offsets[0]).toBe(0);
  });
});

describe('the table of instructions', () => {
  /** A body of nothing but this instruction, in unreachable code, where operands need not exist. */
  const moduleWith = (opcodes: readonly number[], immediate: string): Uint8Array | undefined => {
    const module = new WasmModule(1);
    const { writer } = module.function([], []);
    writer.op(OP.unreachable, ...opcodes);
    const zeros = { none: 0, access: 2, memory: 1, memories: 2 }[immediate];
    if (zeros === undefined) return undefined;
    for (let count = 0; count < zeros; count++) writer.op(0);
    writer.op(OP.unreachable);
    return module.encode();
  };
  const all = [
    ...[...PLAIN].map(([opcode, text]) => ({ opcodes: [opcode], ...text })),
    ...[...BULK].map(([opcode, text]) => ({ opcodes: [0xfc, opcode], ...text })),
    ...[...ATOMIC].map(([opcode, text]) => ({ opcodes: [0xfe, opcode], ...text })),
  ];

  it('has the names and alignments of the outside witness', async () => {
    const toolkit = await wabt();
    let compared = 0;
    for (const { opcodes, name, immediate, naturalAlignment } of all) {
      const body = immediate === 'access' ? [...opcodes, naturalAlignment ?? 0] : opcodes;
      const bytes = moduleWith(body, immediate === 'access' ? 'memory' : immediate);
      if (!bytes) continue;
      const module = toolkit.readWasm(bytes, FEATURES);
      const line = module
        .toText({})
        .split('\n')
        .map((text) => text.trim().replace(/\)+$/, ''));
      module.destroy();
      expect(line).toContain(name);
      compared++;
    }
    expect(compared).toBeGreaterThan(220);
  });
});
