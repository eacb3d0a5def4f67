/**
 * The registers of a hart as data, for debuggers and inspectors: names, groups, values. Whoever shows them knows no
 * guest.
 */
import type { HartState } from './state.ts';
import { fNames, xNames } from './operands.ts';

export interface RegisterRow {
  /** As assembly writes it. */
  readonly name: string;
  /** Further names: `x2` of `sp`. */
  readonly aliases: readonly string[];
  readonly read: (state: HartState) => bigint;
  /** What the value says in words, where it says something. */
  readonly describe?: (value: bigint) => string;
}

export interface RegisterGroup {
  readonly name: string;
  readonly registers: readonly RegisterRow[];
}

const MODES: Readonly<Record<string, string>> = { '0': 'user', '1': 'supervisor', '3': 'machine' };
const TRANSLATIONS: Readonly<Record<string, string>> = {
  '0': 'bare',
  '8': 'Sv39',
  '9': 'Sv48',
  '10': 'Sv57',
};

const EXCEPTIONS = [
  ...['instruction address misaligned', 'instruction access fault', 'illegal instruction', 'breakpoint'],
  ...['load address misaligned', 'load access fault', 'store address misaligned', 'store access fault'],
  ...['call from user mode', 'call from supervisor mode', '', 'call from machine mode'],
  ...['instruction page fault', 'load page fault', '', 'store page fault'],
];
const INTERRUPTS: Readonly<Record<string, string>> = {
  '1': 'supervisor software',
  '3': 'machine software',
  '5': 'supervisor timer',
  '7': 'machine timer',
  '9': 'supervisor external',
  '11': 'machine external',
};

/** A trap's cause in words. */
function describeCause(value: bigint): string {
  const code = BigInt.asUintN(63, value);
  if (value >> 63n === 0n) return EXCEPTIONS[Number(code)] ?? '';
  const name = INTERRUPTS[String(code)];
  return name === undefined ? '' : `${name} interrupt`;
}

const numbered = (
  names: readonly (readonly string[])[],
  file: (state: HartState) => ArrayLike<bigint>,
): RegisterRow[] =>
  names.map(([name = '', ...aliases], index) => ({
    name,
    aliases,
    read: (state) => file(state)[index] ?? 0n,
  }));

type Word = {
  readonly [Name in keyof HartState]: HartState[Name] extends bigint ? Name : never;
}[keyof HartState];

const word = (name: Word, describe?: RegisterRow['describe']): RegisterRow => ({
  name,
  aliases: [],
  read: (state) => state[name],
  ...(describe && { describe }),
});

const mode = (value: bigint): string => MODES[String(value)] ?? '';

const STATUS_FLAGS = { SIE: 1n, MIE: 3n, SPIE: 5n, MPIE: 7n, MPRV: 17n, SUM: 18n, MXR: 19n } as const;

/** The flags of `mstatus` that are set. */
const statusFlags = (value: bigint): string =>
  Object.entries(STATUS_FLAGS)
    .filter(([, bit]) => ((value >> bit) & 1n) === 1n)
    .map(([name]) => name)
    .join(' ');

export const registerGroups: readonly RegisterGroup[] = [
  {
    name: 'Integer',
    registers: [
      { name: 'pc', aliases: [], read: ({ pc }) => pc },
      ...numbered(xNames, ({ x }) => x).slice(1),
    ],
  },
  {
    name: 'Control',
    registers: [
      { name: 'privilege', aliases: [], read: ({ privilege }) => BigInt(privilege), describe: mode },
      word('satp', (value) => TRANSLATIONS[String(value >> 60n)] ?? ''),
      word('sepc'),
      word('scause', describeCause),
      word('stval'),
      word('stvec'),
      word('sscratch'),
      word('stimecmp'),
      word('mstatus', statusFlags),
      word('mepc'),
      word('mcause', describeCause),
      word('mtval'),
      word('mtvec'),
      word('mscratch'),
      word('mie'),
      { name: 'mip', aliases: [], read: ({ mip, wires }) => mip | wires },
      word('medeleg'),
      word('mideleg'),
      word('menvcfg'),
      word('retired'),
    ],
  },
  {
    name: 'Floating point',
    registers: [
      { name: 'fcsr', aliases: [], read: ({ fflags, frm }) => BigInt(fflags | (frm << 5)) },
      ...numbered(fNames, ({ f }) => f),
    ],
  },
];

const byName = new Map(
  registerGroups.flatMap(({ registers }) =>
    registers.flatMap((row) => [row.name, ...row.aliases].map((name) => [name, row] as const)),
  ),
);

/** A register's value by any of its names. */
export const readRegister = (state: HartState, name: string): bigint | undefined =>
  name === 'zero' || name === 'x0' ? 0n : byName.get(name)?.read(state);
