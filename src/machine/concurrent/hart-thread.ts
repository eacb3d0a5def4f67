/**
 * One hart in a thread of its own: pieces of guest code, and between two pieces what others ask for.
 *
 * The thread has an engine to itself (decoded code, translations), shares guest memory with the others, and asks the
 * leading thread for whatever needs devices. See docs/decisions/0012-harts-as-threads.md.
 */
import { RegionCounts } from '../../exec/jit/counts.ts';
import { hartState, type HartState } from '../../isa/riscv64/state.ts';
import { resumeSuspended } from '../../isa/riscv64/sbi/hart-state.ts';
import { ATTENTION, GUEST_STATE_OFFSET } from '../../memory/hart.ts';
import { hartBase, planOfEngine } from '../../memory/layout.ts';
import { INBOX, lastNsAddress, MAIL, PHASE, ThreadWords } from '../../memory/threads.ts';
import { AVAILABLE_TIERS } from '../config/configuration.ts';
import type { HartStart, MachineHost } from '../run/host.ts';
import { Tiers } from '../run/tiers.ts';
import type { Translating } from '../run/translating.ts';
import { localSbi } from './local-sbi.ts';
import { StaleCode } from './stale-code.ts';
import { ThreadHart } from './thread-hart.ts';

/** Guest code runs so long without a look at what others want: some ten microseconds. */
const PIECE_INSTRUCTIONS = 1 << 14;
const TWO_32 = 2 ** 32;

export interface HartThreadParts extends HartStart {
  readonly host: MachineHost & { wallNs(): number };
  readonly translating: Translating;
}

export class HartThread {
  private readonly index: number;
  private readonly words: ThreadWords;
  private readonly stale: StaleCode;
  private readonly hart: ThreadHart;
  private readonly tiers: Tiers;
  private readonly engineNumber: number;
  private readonly clockWord: number;
  /** Retired when the slice began. */
  private sliceStart = 0;

  constructor({ tiers, plan: shared, hart, host, translating }: HartThreadParts) {
    const { buffer } = host.memory;
    const plan = planOfEngine(shared, hart + 1);
    this.index = hart;
    this.engineNumber = plan.engine;
    this.clockWord = lastNsAddress(plan);
    this.words = new ThreadWords(plan, buffer);
    this.stale = new StaleCode(plan, buffer, this.words);
    const answerSbi = localSbi({
      hart,
      states: Array.from({ length: plan.harts }, (_, index) =>
        hartState.bind(buffer, hartBase(plan, index) + GUEST_STATE_OFFSET),
      ),
      post: (target, bits) => this.words.post(target, bits),
      awaitHarts: (harts) => this.awaitHarts(harts),
    });
    this.hart = new ThreadHart(hart, plan, host, {
      deviceLoad: (_, address, bytes) => this.ask(MAIL.load, address, bytes),
      deviceStore: (_, address, bytes) => this.ask(MAIL.store, address, bytes),
      sbiCall: () => void (answerSbi() || this.ask(MAIL.sbi, 0, 0)),
      codeWritten: (page) => this.stale.written(page, this.engineNumber),
      readClock: ({ engine }) => {
        const ns = Math.floor(this.words.ownNs(host.wallNs()));
        const high = Math.floor(ns / TWO_32);
        engine.transferHigh = high;
        engine.transferLow = ns - high * TWO_32;
      },
    });
    this.hart.predecoder.settle = () => {
      this.words.set(this.index, 'still', 1);
      this.words.awaitOthers(this.index, true);
      this.words.set(this.index, 'still', 0);
    };
    const parts = { counts: new RegionCounts(false), repeats: false };
    this.tiers = new Tiers([this.hart], plan, buffer, parts, translating);
    this.tiers.set(tiers);
  }

  /** Runs slices for ever: whoever made the thread ends it. */
  run(): never {
    const { words, index } = this;
    try {
      words.enter(index, PHASE.absent, PHASE.parked);
      words.ring();
      for (;;) {
        words.sleep(index, 'phase', PHASE.parked);
        if (words.get(index, 'phase') === PHASE.running) this.slice();
      }
    } catch (error) {
      words.set(index, 'phase', PHASE.failed);
      words.ring();
      throw error;
    }
  }

  private get state(): HartState {
    return this.hart.state;
  }

  private slice(): void {
    const { words, index, hart } = this;
    this.begin();
    for (;;) {
      this.attend();
      if (words.machine('stop') !== 0) return this.park();
      if (this.waits()) {
        if (!this.sleep()) return;
        continue;
      }
      words.turnEpoch(index);
      // What is posted after this is awaited by whoever posts it, to the end of the piece.
      if (words.get(index, 'inbox') === 0) {
        hart.runPiece(PIECE_INSTRUCTIONS);
        hart.engine.attention &= ~ATTENTION.driver;
      }
      words.turnEpoch(index);
      if (hart.retired - this.sliceStart >= words.machine('limit')) {
        words.setMachine('stop', 1);
        words.ring();
      }
    }
  }

  private begin(): void {
    const { hart, state, words } = this;
    hart.retired = Number(state.retired);
    this.sliceStart = hart.retired;
    hart.keepHostTime(this.clockWord);
    const bits = words.machine('tiers');
    const wanted = AVAILABLE_TIERS.filter((_, tier) => (bits >>> tier) & 1);
    if (wanted.join() !== this.tiers.current.join()) this.tiers.set(wanted);
    // A translator that was not here yet may be now.
    this.tiers.follow(0, hart.retired);
  }

  private park(): void {
    const { words, index, hart, state } = this;
    state.retired = BigInt(hart.retired);
    hart.engine.stops += 1n;
    words.enter(index, PHASE.running, PHASE.parked);
    words.ring();
  }

  /** Does what others have asked for since the last piece. */
  private attend(): void {
    const { words, index, state, hart } = this;
    const asked = words.takeInbox(index);
    if (asked === 0) return;
    if (asked & INBOX.software) state.mip |= 2n;
    if (asked & INBOX.flush) hart.engine.attention |= ATTENTION.flush;
    if (asked & INBOX.code) {
      for (const page of this.stale.take(this.engineNumber)) {
        if (hart.predecoder.hasPage(page)) hart.predecoder.dropPage(page);
      }
    }
    hart.engine.attention |= ATTENTION.interrupts;
  }

  /** Whether there is nothing to run. Ends the hart's wait where an interrupt does. */
  private waits(): boolean {
    const { state, hart } = this;
    if (state.waiting !== 0) {
      if (!hart.wakesNow()) return true;
      state.waiting = 0;
      resumeSuspended(state);
    }
    return state.hsmState !== 0;
  }

  /** Sleeps until something was posted; false where the machine was stopped meanwhile. */
  private sleep(): boolean {
    const { words, index, hart, state } = this;
    state.retired = BigInt(hart.retired);
    words.enter(index, PHASE.running, PHASE.asleep);
    words.ring();
    // An interrupt that came in before would wake nobody.
    if (!(state.waiting !== 0 && hart.wakesNow())) words.sleep(index, 'inbox', 0);
    for (;;) {
      if (words.enter(index, PHASE.asleep, PHASE.running)) {
        // While it slept, another thread may have begun it anew.
        hart.retired = Number(state.retired);
        return true;
      }
      if (words.enter(index, PHASE.dormant, PHASE.parked)) return false;
    }
  }

  /** Other harts come to the end of their pieces. The call that asks for it ends the piece here, too. */
  private awaitHarts(harts: ReadonlySet<number>): void {
    const { words, index } = this;
    words.turnEpoch(index);
    words.awaitOthers(index, false, (hart) => harts.has(hart));
    words.turnEpoch(index);
  }

  /** Asks the leading thread; false where nothing answers. */
  private ask(kind: number, address: number, bytes: number): boolean {
    const { words, index, hart } = this;
    words.set(index, 'addressLow', (address % TWO_32) | 0);
    words.set(index, 'addressHigh', Math.floor(address / TWO_32));
    words.set(index, 'bytes', bytes);
    words.set(index, 'refused', 0);
    words.set(index, 'still', 1);
    words.set(index, 'mail', kind);
    words.ring();
    while (words.get(index, 'mail') !== MAIL.none) words.sleep(index, 'mail', kind);
    words.set(index, 'still', 0);
    // What the answer brought for this hart is looked at after the instruction.
    if (words.get(index, 'inbox') !== 0) hart.engine.attention |= ATTENTION.driver;
    return words.get(index, 'refused') === 0;
  }
}
