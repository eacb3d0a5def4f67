/**
 * A deterministic run under a host that changes at random what must not show: lengths of slices, forgotten
 * translations, sizes of TLBs, tiers switched on and off under way, a start from an earlier run's translations, and a
 * move to another machine by a snapshot file. Runs in Node and in a browser alike.
 */
import { Random } from '../base/random.ts';
import { unwrap } from '../base/problem.ts';
import type { WarmStart } from '../exec/warm/file.ts';
import { AVAILABLE_TIERS, type Tier } from '../machine/config/configuration.ts';
import { type ConsoleRule, ConsoleScript } from '../machine/console-script.ts';
import { type Machine, type MachineParts, SEMANTICS } from '../machine/machine.ts';
import type { Packer } from '../machine/snapshot/packer.ts';
import { collectParts, readSnapshot, restoreSnapshots, SnapshotWriter } from '../machine/snapshot/file.ts';

export interface ShakenHost {
  create(tiers: readonly Tier[], output: MachineParts['output'], warm: WarmStart | undefined): Machine;
  readonly packer: Packer;
}

export interface ShakenRun {
  readonly seed: number;
  readonly rules: readonly ConsoleRule[];
  /** Instructions at which hashes are taken, ascending. */
  readonly marks: readonly number[];
  /** What an earlier run translated; a third of all runs start from it. */
  readonly warm?: WarmStart | undefined;
}

export interface ShakenResult {
  readonly hashes: readonly string[];
  /** What was done to the run, in words. */
  readonly done: string;
  readonly machine: Machine;
}

const MILLION = 1_000_000;
/** As the contract has it for `--type`. */
const FIRST_KEY_DELAY_NS = 1_000_000;
const KEY_GAP_NS = 100_000;

/** Without the interpreter everything is translated when it is reached, which takes many times as long. */
const RARELY = 50;

/** Any of them but none. */
export function drawTiers(random: Random): readonly Tier[] {
  const others = AVAILABLE_TIERS.filter((tier) => tier !== 'interpreter' && random.oneIn(2));
  return others.length > 0 && random.oneIn(RARELY) ? others : ['interpreter', ...others];
}

class Shaker {
  readonly done = { slices: 0, switches: 0, flushes: 0, resizes: 0, moves: 0 };
  machine: Machine;
  private readonly host: ShakenHost;
  private readonly random: Random;
  private readonly script: ConsoleScript;
  private readonly warm: WarmStart | undefined;
  /** A machine that is being made prints nothing. */
  private printing: Machine | undefined;

  constructor(host: ShakenHost, run: ShakenRun) {
    this.host = host;
    this.random = new Random(run.seed);
    this.script = new ConsoleScript(run.rules);
    this.warm = this.random.oneIn(3) ? run.warm : undefined;
    this.machine = this.create();
  }

  /** Answers that were typed. */
  get typed(): number {
    return this.script.matched;
  }

  get isWarm(): boolean {
    return this.warm !== undefined;
  }

  private create(): Machine {
    const made = this.host.create(drawTiers(this.random), (byte) => this.print(byte), this.warm);
    this.printing = made;
    return made;
  }

  private print(byte: number): void {
    for (const answer of this.script.push(byte)) {
      if (answer !== 'stop') this.printing?.scheduleInput(answer, FIRST_KEY_DELAY_NS, KEY_GAP_NS);
    }
  }

  /** At most to a count. */
  slice(mark: number): void {
    const { random, machine, done } = this;
    const end = machine.run(Math.min(mark - machine.retired(), 1 + random.below(4 * MILLION)));
    if (end.kind !== 'budget') throw new Error(`the guest ended after ${machine.retired()}: ${end.kind}`);
    done.slices++;
    if (random.oneIn(3)) {
      for (const hart of machine.harts) hart.flush();
      done.flushes++;
    }
    if (random.oneIn(4)) {
      machine.setTlbEntries(2 ** random.below(10));
      done.resizes++;
    }
    if (random.oneIn(4)) {
      machine.tiers.set(drawTiers(random));
      done.switches++;
    }
  }

  async move(): Promise<void> {
    const { packer } = this.host;
    const saved = await collectParts(new SnapshotWriter(this.machine, SEMANTICS).save({}, packer));
    const other = this.create();
    unwrap(restoreSnapshots(other, [unwrap(await readSnapshot(saved, 'run', packer))], SEMANTICS, 'run'));
    this.machine = other;
    this.done.moves++;
  }
}

export async function shakenRun(host: ShakenHost, run: ShakenRun): Promise<ShakenResult> {
  const shaker = new Shaker(host, run);
  const random = new Random(run.seed + 1);
  const last = run.marks.at(-1) ?? 0;
  const moveAt = random.oneIn(2) ? random.below(last) : last;
  const hashes: string[] = [];
  for (const mark of run.marks) {
    while (shaker.machine.retired() < mark) {
      shaker.slice(mark);
      if (shaker.machine.retired() >= moveAt && shaker.done.moves === 0 && moveAt < last) await shaker.move();
    }
    hashes.push(shaker.machine.stateHash());
  }
  const { slices, switches, flushes, resizes, moves } = shaker.done;
  const warmth = shaker.isWarm ? 'warm, ' : '';
  const done = `${warmth}${slices} slices, ${switches} switches of tiers, ${flushes} flushes, ${resizes} other sizes of TLBs, ${moves} moves, ${shaker.typed} answers typed`;
  return { hashes, done, machine: shaker.machine };
}
