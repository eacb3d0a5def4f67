/**
 * Makes a failing program small: first as many instructions as possible become `nop`, then the slice in which the
 * machines part is cut to its shortest. What is left is printed instruction by instruction.
 */
import { at } from '../../base/assert.ts';
import { disassemble } from '../../isa/disassembler.ts';
import { riscv64 } from '../../isa/riscv64/instruction-set.ts';
import type { Machine } from '../../machine/machine.ts';
import { bytesOf } from '../case.ts';
import type { Mixture } from './mixture.ts';
import type { TortureProgram } from './program.ts';
import { advance, type Disagreement, type Torturer } from './run.ts';
import { word } from './words.ts';

const C_NOP = word('c.nop');
const NOP = word('addi');
/** Runs of the program that a reduction may take. */
const MOST_RUNS = 400;
const LINES_SHOWN = 80;

export interface Reduced {
  readonly program: TortureProgram;
  readonly disagreement: Disagreement;
  readonly instructionsLeft: number;
  /** What the interpreter makes of the instructions from the last agreement on. */
  readonly lines: readonly string[];
}

interface Failure {
  readonly program: TortureProgram;
  readonly disagreement: Disagreement;
}

/** The program with the instructions at these places doing nothing. */
function without(program: TortureProgram, places: readonly number[]): TortureProgram {
  const ram = program.ram.slice();
  const view = new DataView(ram.buffer);
  for (const place of places) {
    const isLong = bytesOf(view.getUint16(place, true)) === 4;
    if (isLong) view.setUint32(place, NOP, true);
    else view.setUint16(place, C_NOP, true);
  }
  return program.withRam(ram);
}

class Reducer {
  private readonly torturer: Torturer;
  private readonly mixture: Mixture;
  private readonly mostRuns: number;
  private runs = 0;

  constructor(torturer: Torturer, mixture: Mixture, mostRuns: number) {
    this.torturer = torturer;
    this.mixture = mixture;
    this.mostRuns = mostRuns;
  }

  private fails(program: TortureProgram, instructions: number): Disagreement | undefined {
    this.runs++;
    return this.torturer.run(program, this.mixture, { instructions, isClose: true }).disagreement;
  }

  /** Halves, quarters, … of the instructions that are left go where the failure stays. */
  shrink(first: Failure): Failure & { readonly left: readonly number[] } {
    let failure = first;
    let left: readonly number[] = first.program.starts;
    for (
      let size = Math.ceil(left.length / 2);
      size >= 1 && this.runs < this.mostRuns;
      size = Math.floor(size / 2)
    ) {
      for (let start = 0; start < left.length && this.runs < this.mostRuns; ) {
        const smaller = without(failure.program, left.slice(start, start + size));
        const disagreement = this.fails(smaller, failure.disagreement.differsAt);
        if (disagreement) {
          failure = { program: smaller, disagreement };
          left = [...left.slice(0, start), ...left.slice(start + size)];
        } else {
          start += size;
        }
      }
    }
    return { ...failure, left };
  }

  /** The shortest last slice after which the machines differ. */
  cut({ program, disagreement }: Failure): Disagreement {
    let shortest = disagreement;
    let low = 0;
    let high = disagreement.differsAt - disagreement.agreedAt;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      const cut = { at: disagreement.agreedAt, instructions: middle };
      const { differsAt: instructions } = disagreement;
      const found = this.torturer.run(program, this.mixture, {
        instructions,
        isClose: true,
        cut,
      }).disagreement;
      if (found && found.agreedAt === disagreement.agreedAt) {
        shortest = found;
        high = middle;
      } else {
        low = middle;
      }
    }
    return shortest;
  }
}

function wordAtPc(machine: Machine, pc: bigint): number {
  const { ramBase, ramBytes } = machine.memoryPlan;
  const ram = new DataView(machine.buffer, ramBase, ramBytes);
  const offset = Number(pc & BigInt(ramBytes - 2));
  return offset + 4 > ramBytes ? ram.getUint16(offset, true) : ram.getUint32(offset, true);
}

/** One line for each instruction, with the registers that it changes. */
function trace(machine: Machine, instructions: number): string[] {
  const lines: string[] = [];
  let nops = 0;
  const flushNops = (): void => {
    if (nops > 0) lines.push(`  ${nops} × nop`);
    nops = 0;
  };
  const { state } = machine.hart(machine.saveRun().turn.hart);
  for (let count = 0; count < instructions; count++) {
    const { pc, privilege } = state;
    const before = [...state.x, ...state.f];
    if (!advance(machine, 1)) break;
    const changed = [...state.x, ...state.f].flatMap((value, index) =>
      value === at(before, index) ? [] : [`${index < 32 ? 'x' : 'f'}${index % 32}=${value.toString(16)}`],
    );
    const one = wordAtPc(machine, pc);
    if (one === NOP || (one & 0xffff) === C_NOP) {
      nops++;
      continue;
    }
    flushNops();
    const { text } = disassemble(riscv64, one, pc);
    lines.push(`${'US?M'[privilege]} ${pc.toString(16)}  ${text.padEnd(32)} ${changed.join(' ')}`.trimEnd());
  }
  flushNops();
  return lines.length > LINES_SHOWN
    ? [
        ...lines.slice(0, LINES_SHOWN / 2),
        `… ${lines.length - LINES_SHOWN} more …`,
        ...lines.slice(-LINES_SHOWN / 2),
      ]
    : lines;
}

/** The failure as small as it gets; as it was where it does not show with a comparison after each slice. */
export function reduce(
  torturer: Torturer,
  program: TortureProgram,
  mixture: Mixture,
  found: Disagreement,
  mostRuns = MOST_RUNS,
): Reduced {
  const close = torturer.run(program, mixture, { instructions: found.differsAt, isClose: true }).disagreement;
  const reducer = new Reducer(torturer, mixture, mostRuns);
  const shrunk = close
    ? reducer.shrink({ program, disagreement: close })
    : { program, disagreement: found, left: program.starts };
  const disagreement = close ? reducer.cut(shrunk) : found;
  const reference = torturer.createReference(shrunk.program);
  advance(reference, disagreement.agreedAt);
  const lines = trace(reference, disagreement.differsAt - disagreement.agreedAt);
  return { program: shrunk.program, disagreement, instructionsLeft: shrunk.left.length, lines };
}
