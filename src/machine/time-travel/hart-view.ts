/** One hart as data: registers with their names, the code around its program counter, some memory. */
import type { Problem, Result } from '../../base/problem.ts';
import { failure, problem, success } from '../../base/problem.ts';
import { disassemble } from '../../isa/disassembler.ts';
import { riscv64 } from '../../isa/riscv64/instruction-set.ts';
import { readRegister, registerGroups } from '../../isa/riscv64/registers.ts';
import type { Machine } from '../machine.ts';
import { evaluate, type ExpressionNames } from './expression.ts';
import { lookAt } from './look.ts';
import type { CodeLine, HartView, MemoryView, RegisterGroupView, TravelFocus } from './requests.ts';
import type { SymbolTable } from './symbols.ts';

const CODE_LINES = 24;
/** Of them, so many before the program counter. */
const LINES_BEFORE = 8;
const MAX_INSTRUCTION_BYTES = 4;
const MEMORY_BYTES = 256;

const hex = (value: bigint): string => `0x${value.toString(16)}`;

const word64 = (bytes: Uint8Array): bigint =>
  bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);

/** What an address expression may name: registers of this hart, symbols, memory as it sees it. */
function namesFor(machine: Machine, hart: number, symbols: SymbolTable): ExpressionNames {
  return {
    valueOf: (name) => readRegister(machine.hart(hart).state, name) ?? symbols.addressOf(name),
    load: (address) => {
      const bytes = lookAt(machine, hart, address, 8);
      return bytes.length === 8 ? word64(bytes) : undefined;
    },
  };
}

/** The address that a text means to a hart now. */
export const addressFor = (
  machine: Machine,
  hart: number,
  symbols: SymbolTable,
  text: string,
  where: string,
): Result<bigint> => evaluate(text, namesFor(machine, hart, symbols), where);

function registersOf(machine: Machine, hart: number): RegisterGroupView[] {
  const { state } = machine.hart(hart);
  return registerGroups.map(({ name, registers }) => ({
    name,
    registers: registers.map(({ name: register, aliases: [alias = ''], read, describe }) => {
      const value = read(state);
      return { name: register, alias, value, meaning: describe?.(value) ?? '' };
    }),
  }));
}

/** Instructions from an address on; fewer where mapped memory ends. */
function codeFrom(
  machine: Machine,
  hart: number,
  symbols: SymbolTable,
  start: bigint,
  lines: number,
): CodeLine[] {
  const bytes = lookAt(machine, hart, start, lines * MAX_INSTRUCTION_BYTES);
  const found: CodeLine[] = [];
  for (let offset = 0; found.length < lines && offset + 2 <= bytes.length; ) {
    const address = BigInt.asUintN(64, start + BigInt(offset));
    const word = [0, 1, 2, 3].reduce((sum, at) => sum | ((bytes[offset + at] ?? 0) << (8 * at)), 0);
    const { text, lengthBytes } = disassemble(riscv64, word, address);
    if (offset + lengthBytes > bytes.length) break;
    const digits = (lengthBytes === 2 ? word & 0xffff : word >>> 0).toString(16);
    found.push({ address, word: digits.padStart(2 * lengthBytes, '0'), text, labels: symbols.at(address) });
    offset += lengthBytes;
  }
  return found;
}

/**
 * Instructions before an address. Where one begins isn't known, since they differ in length: of several beginnings
 * that lead to the address, the farthest without a word that is no instruction.
 */
function codeBefore(machine: Machine, hart: number, symbols: SymbolTable, end: bigint): CodeLine[] {
  const label = symbols.before(end)?.distance ?? 0n;
  const reach = LINES_BEFORE * MAX_INSTRUCTION_BYTES;
  const starts = Array.from({ length: reach / 2 }, (_, index) => BigInt(reach - 2 * index));
  if (label > 0n && label <= BigInt(reach)) starts.unshift(label);
  for (const distance of starts) {
    const start = end - distance;
    if (start < 0n) continue;
    const lines = codeFrom(machine, hart, symbols, start, Number(distance) / 2);
    const last = lines.findIndex(({ address }) => address === end);
    const before = last < 0 ? lines : lines.slice(0, last);
    const final = before.at(-1);
    if (!final || final.address + BigInt(final.word.length / 2) !== end) continue;
    if (before.every(({ text }) => !text.startsWith('.'))) return before.slice(-LINES_BEFORE);
  }
  return [];
}

/** An address for the view, or why there is none. */
class Addresses {
  readonly problems: Problem[] = [];
  private readonly machine: Machine;
  private readonly hart: number;
  private readonly symbols: SymbolTable;

  constructor(machine: Machine, hart: number, symbols: SymbolTable) {
    this.machine = machine;
    this.hart = hart;
    this.symbols = symbols;
  }

  find(text: string, where: string): bigint | undefined {
    if (text.trim() === '') return undefined;
    const address = addressFor(this.machine, this.hart, this.symbols, text, where);
    if (address.ok) return address.value;
    this.problems.push(address.problem);
    return undefined;
  }
}

function memoryAt(machine: Machine, hart: number, address: bigint): Result<MemoryView> {
  const bytes = lookAt(machine, hart, address, MEMORY_BYTES);
  if (bytes.length > 0) return success({ address, bytes: bytes.slice() });
  const what = `hart ${hart} has no memory at ${hex(address)}`;
  return failure(problem('input', 'memory.unmapped', 'Memory', what, 'give an address that is mapped now'));
}

const ACTIVITIES = ['runs', 'is stopped', 'is stopped', 'runs', 'waits'] as const;

export function viewHart(
  machine: Machine,
  { hart, memory, code }: TravelFocus,
  symbols: SymbolTable,
): HartView {
  const { state } = machine.hart(hart);
  const { pc, waiting, hsmState } = state;
  const addresses = new Addresses(machine, hart, symbols);
  const codeStart = addresses.find(code, 'Code');
  const memoryStart = addresses.find(memory, 'Memory');
  const shown = memoryStart === undefined ? undefined : memoryAt(machine, hart, memoryStart);
  const before = codeStart === undefined ? codeBefore(machine, hart, symbols, pc) : [];
  const groups = registersOf(machine, hart);
  const mode = groups.flatMap(({ registers }) => registers).find(({ name }) => name === 'privilege');
  return {
    hart,
    pc,
    place: symbols.describe(pc),
    mode: mode?.meaning ?? '',
    activity: waiting !== 0 ? 'waits' : (ACTIVITIES[hsmState] ?? 'runs'),
    groups,
    code: [...before, ...codeFrom(machine, hart, symbols, codeStart ?? pc, CODE_LINES - before.length)],
    memory: shown?.ok === true ? shown.value : undefined,
    problems: [...addresses.problems, ...(shown?.ok === false ? [shown.problem] : [])],
  };
}
