/**
 * Which accesses of a block share one look into the TLB: those at constant distances from one value, all within a
 * few hundred bytes. The first of them looks once for the whole range; where all of it lies in one page that the TLB
 * holds, the others need no look of their own. Where not, each asks for itself, so that faults, page crossings and
 * watched stores stay where they are.
 *
 * Laws: whatever takes a translation away leaves the region, or makes the refill refuse (see `access/refill.ts`), so
 * that what was found once holds to the end of the block. A range with a store in it asks the store TLB, whose pages
 * may be read as well.
 */
import { at } from '../../base/assert.ts';
import type { AccessBytes, Block, Node } from '../../ir/node.ts';

/** Accesses further apart than this do not share: the range would cross pages too often. */
const MAX_SPAN_BYTES = 512;

export interface SharedCheck {
  /** The value (i64) that the distances count from. */
  readonly base: Node;
  /** The lowest distance. */
  readonly low: number;
  readonly spanBytes: number;
  readonly which: 'load' | 'store';
}

interface Access {
  readonly node: Node;
  readonly distance: number;
  readonly bytes: AccessBytes;
}

/** A value and the constant that is added to it. */
function split(address: Node): { readonly base: Node; readonly distance: number } {
  const [base, added] = address.args;
  if (address.op !== 'add' || !base || added?.op !== 'const') return { base: address, distance: 0 };
  const distance = BigInt.asIntN(64, added.value);
  const isNear = distance >= -4096n && distance <= 4096n;
  return isNear ? { base, distance: Number(distance) } : { base: address, distance: 0 };
}

/** Neighbours in address order, cut into groups that are narrow enough. */
function narrowGroups(accesses: readonly Access[]): Access[][] {
  const groups: Access[][] = [];
  let low = 0;
  for (const access of [...accesses].sort((a, b) => a.distance - b.distance)) {
    const group = groups.at(-1);
    if (group && access.distance + access.bytes - low <= MAX_SPAN_BYTES) group.push(access);
    else {
      groups.push([access]);
      low = access.distance;
    }
  }
  return groups;
}

function checkOf(base: Node, group: readonly Access[]): SharedCheck {
  const low = Math.min(...group.map(({ distance }) => distance));
  const end = Math.max(...group.map(({ distance, bytes }) => distance + bytes));
  const which = group.some(({ node }) => node.op === 'store') ? 'store' : 'load';
  // A value with one use is computed there and nowhere else: one address that is used twice is its own base.
  const only = at(at(group, 0).node.args, 0);
  if (group.every(({ node }) => node.args[0] === only))
    return { base: only, low: 0, spanBytes: end - low, which };
  return { base, low, spanBytes: end - low, which };
}

/** By access: the check that it shares with others. */
export function sharedChecks({ items }: Block): ReadonlyMap<Node, SharedCheck> {
  const byBase = new Map<Node, Access[]>();
  for (const node of items) {
    if (node.op !== 'load' && node.op !== 'store') continue;
    const { base, distance } = split(at(node.args, 0));
    const accesses = byBase.get(base) ?? [];
    accesses.push({ node, distance, bytes: node.bytes });
    byBase.set(base, accesses);
  }
  const shared = new Map<Node, SharedCheck>();
  for (const [base, accesses] of byBase) {
    for (const group of narrowGroups(accesses)) {
      if (group.length < 2) continue;
      const check = checkOf(base, group);
      for (const { node } of group) shared.set(node, check);
    }
  }
  return shared;
}

/** How far an access is from the lowest of those that share its check. */
export function distanceFrom({ base, low }: SharedCheck, access: Node): number {
  const address = at(access.args, 0);
  return (address === base ? 0 : split(address).distance) - low;
}
