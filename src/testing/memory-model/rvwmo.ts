/**
 * The axioms of RVWMO (unprivileged manual, "RVWMO memory consistency model", and its formal rendering in the
 * appendix): the preserved program order's thirteen rules by number, coherence, atomicity, and the one order of all
 * memory operations. Beside them total store order, for what a strongly ordered host makes of the same events.
 *
 * Reads, writes and fences of main memory only: no I/O, no mixed sizes.
 */
import { assert, at } from '../../base/assert.ts';
import { type Access, type Event, type Execution, isAccess, READS, WRITES } from './events.ts';
import { Relation } from './relation.ts';

export type Axiom = 'coherence' | 'atomicity' | 'order';

export interface Violation {
  readonly axiom: Axiom;
  /** The edges of a cycle, by name: rules of preserved program order by number, `rf`, `co`, `fr`. */
  readonly cycle: readonly string[];
}

export interface MemoryModel {
  readonly name: string;
  /** The rules of preserved program order, by name. */
  preserved(relations: Relations): readonly (readonly [name: string, relation: Relation])[];
}

/** The relations of an execution that axioms are written with. */
export class Relations {
  readonly events: readonly Event[];
  /** Program order, and the part of it between accesses of one location. */
  readonly po: Relation;
  readonly poSame: Relation;
  readonly rf: Relation;
  readonly co: Relation;
  readonly fr: Relation;
  readonly pairs: Relation;
  /** Between events of one thread. */
  readonly inside: Relation;

  constructor({ events, readsFrom, coherence }: Execution) {
    this.events = events;
    const size = events.length;
    const access = (id: number): Access | undefined => {
      const event = at(events, id);
      return isAccess(event) ? event : undefined;
    };
    const thread = (id: number): number => at(events, id).thread;
    this.inside = Relation.where(size, (a, b) => thread(a) === thread(b) && thread(a) >= 0);
    // Ids of a thread rise with program order.
    this.po = Relation.where(size, (a, b) => a < b && this.inside.has(a, b));
    this.poSame = this.po.and(
      Relation.where(size, (a, b) => access(a) !== undefined && access(a)?.address === access(b)?.address),
    );
    this.rf = Relation.where(size, (a, b) => readsFrom.get(b) === a);
    const place = (id: number): number => {
      const event = access(id);
      return event?.kind === 'write' ? (coherence.get(event.address)?.indexOf(id) ?? -1) : -1;
    };
    this.co = Relation.where(size, (a, b) => {
      const [first, second] = [place(a), place(b)];
      return first >= 0 && second > first && access(a)?.address === access(b)?.address;
    });
    this.fr = this.rf.inverse.then(this.co);
    this.pairs = Relation.where(size, (a, b) => access(a)?.kind === 'read' && access(a)?.pair === b);
  }

  is(test: (event: Access) => boolean): (id: number) => boolean {
    return (id) => {
      const event = at(this.events, id);
      return isAccess(event) && test(event);
    };
  }

  /** From the reads that a set of each access names. */
  from(sources: (event: Event) => ReadonlySet<number>): Relation {
    return Relation.where(this.events.length, (a, b) => sources(at(this.events, b)).has(a));
  }

  /** Pairs of accesses that some fence between them keeps apart. */
  fenced(): Relation {
    const { events, po } = this;
    const side = (event: Access): number => (event.kind === 'read' ? READS : WRITES);
    return Relation.where(events.length, (a, b) => {
      const [first, last] = [at(events, a), at(events, b)];
      if (!isAccess(first) || !isAccess(last)) return false;
      return events.some(
        (fence) =>
          fence.kind === 'fence' &&
          po.has(a, fence.id) &&
          po.has(fence.id, b) &&
          (fence.before & side(first)) !== 0 &&
          (fence.after & side(last)) !== 0 &&
          !(fence.isTso && first.kind === 'write' && last.kind === 'read'),
      );
    });
  }
}

const read = (event: Access): boolean => event.kind === 'read';
const write = (event: Access): boolean => event.kind === 'write';

/** The thirteen rules, in the manual's order. */
function thirteenRules(r: Relations): readonly (readonly [string, Relation])[] {
  const [isRead, isWrite, isAny] = [r.is(read), r.is(write), r.is(() => true)];
  const { po, poSame, rf, inside } = r;
  const rfi = rf.and(inside);
  // No write to the location in between.
  const direct = poSame.without(poSame.between(isAny, isWrite).then(poSame));
  const sameWrite = rf.inverse.then(rf);
  const address = r.from((event) => (isAccess(event) ? event.addressFrom : new Set()));
  const data = r.from((event) => (isAccess(event) ? event.valueFrom : new Set()));
  const control = r.from((event) => event.control);
  const acquire = r.is((event) => event.acquire);
  const release = r.is((event) => event.release);
  const synchronizes = r.is((event) => event.acquire || event.release);
  const exclusiveWrite = r.is((event) => write(event) && event.isExclusive);
  return [
    ['1', poSame.between(isAny, isWrite)],
    ['2', direct.between(isRead, isRead).without(sameWrite)],
    ['3', rfi.between(exclusiveWrite, isRead)],
    ['4', r.fenced()],
    ['5', po.between(acquire, isAny)],
    ['6', po.between(isAny, release)],
    ['7', po.between(synchronizes, synchronizes)],
    ['8', r.pairs],
    ['9', address.between(isRead, isAny)],
    ['10', data.between(isRead, isWrite)],
    ['11', control.between(isRead, isWrite)],
    ['12', address.or(data).between(isRead, isWrite).then(rfi)],
    ['13', address.between(isRead, isAny).then(po).between(isRead, isWrite)],
  ];
}

export const RVWMO: MemoryModel = { name: 'RVWMO', preserved: thirteenRules };

/** x86: all of program order but a write before a read, which a fence or an atomic restores. */
export const TOTAL_STORE_ORDER: MemoryModel = {
  name: 'total store order',
  preserved: (r) => {
    const [isRead, isWrite, isAny] = [r.is(read), r.is(write), r.is(() => true)];
    const locked = r.is((event) => event.isExclusive || event.pair !== undefined);
    const { po } = r;
    return [
      ['tso', po.between(isRead, isAny).or(po.between(isWrite, isWrite))],
      ['fence', r.fenced()],
      ['lock', po.between(locked, isAny).or(po.between(isAny, locked))],
    ];
  },
};

function cycleNames(
  cycle: readonly number[],
  named: readonly (readonly [string, Relation])[],
): readonly string[] {
  return cycle.map((from, index) => {
    const to = at(cycle, (index + 1) % cycle.length);
    const edge = named.find(([, relation]) => relation.has(from, to));
    assert(edge !== undefined, 'each edge of the cycle has a name');
    return edge[0];
  });
}

/** The first axiom that an execution breaks. */
export function violation(model: MemoryModel, execution: Execution): Violation | undefined {
  const r = new Relations(execution);
  const { rf, co, fr, poSame } = r;
  const communication = [
    ['rf', rf],
    ['co', co],
    ['fr', fr],
  ] as const;
  const breaks = (axiom: Axiom, named: readonly (readonly [string, Relation])[]): Violation | undefined => {
    const [first, ...rest] = named.map(([, relation]) => relation);
    const cycle = first?.or(...rest).cycle;
    return cycle && { axiom, cycle: cycleNames(cycle, named) };
  };
  const coherence = breaks('coherence', [['po', poSame], ...communication]);
  if (coherence) return coherence;
  // Another thread's write between the halves of an atomic.
  const between = fr.without(r.inside).then(co.without(r.inside));
  if (!r.pairs.and(between).isEmpty) return { axiom: 'atomicity', cycle: ['fr', 'co'] };
  const external = [
    ['rf', rf.without(r.inside)],
    ['co', co],
    ['fr', fr],
  ] as const;
  return breaks('order', [...model.preserved(r), ...external]);
}
