/**
 * PLIC registers, words only: priorities at 0, pending bits at 0x1000, enables at 0x2000 + 0x80 × context,
 * threshold and claim at 0x200000 + 0x1000 × context. Context 2 × hart is the hart's machine mode, the next
 * one its supervisor mode. A completion is taken from any context, as QEMU takes it.
 */
import { at } from '../../base/assert.ts';
import type { Device, HartWireServices } from '../device.ts';
import { type PlicState, SOURCE_COUNT, SOURCE_WORDS } from './state.ts';

export const PLIC_BYTES = 0x600000;

const PENDING = 0x1000;
const ENABLE = 0x2000;
const ENABLE_STRIDE = 0x80;
const CONTEXT = 0x200000;
const CONTEXT_STRIDE = 0x1000;
/** Priorities and thresholds have three bits. */
const PRIORITY_MASK = 7;
/** `mip` positions of the two contexts of a hart. */
const MEIP_BIT = 11;
const SEIP_BIT = 9;

export interface PlicConfig {
  readonly hartCount: number;
}

/** The pending, enabled source of the highest priority above the threshold (lowest number wins), or 0. */
function best(state: PlicState, context: number): number {
  let source = 0;
  let priority = at(state.threshold, context);
  for (let word = 0; word < SOURCE_WORDS; word++) {
    let candidates = at(state.pending, word) & at(state.enable, context * SOURCE_WORDS + word);
    while (candidates !== 0) {
      const bit = 31 - Math.clz32(candidates & -candidates);
      candidates &= candidates - 1;
      const candidate = word * 32 + bit;
      if (at(state.priority, candidate) <= priority) continue;
      priority = at(state.priority, candidate);
      source = candidate;
    }
  }
  return source;
}

function updateWires(state: PlicState, services: HartWireServices): void {
  for (let context = 0; context < state.contextCount; context++) {
    const bit = context % 2 === 0 ? MEIP_BIT : SEIP_BIT;
    services.setHartWire(context >> 1, bit, best(state, context) !== 0);
  }
}

const isSet = (words: Uint32Array, source: number): boolean =>
  ((at(words, source >> 5) >>> (source & 31)) & 1) === 1;

function setBit(words: Uint32Array, source: number, level: boolean): void {
  const word = source >> 5;
  const mask = 1 << (source & 31);
  words[word] = level ? at(words, word) | mask : at(words, word) & ~mask;
}

/** The gateway: a high wire becomes a request unless the last one has not been completed. */
function request(state: PlicState, source: number): void {
  if (isSet(state.level, source) && !isSet(state.claimed, source)) setBit(state.pending, source, true);
}

/** A device drives its wire. */
export function setSource(
  state: PlicState,
  source: number,
  level: boolean,
  services: HartWireServices,
): void {
  if (isSet(state.level, source) === level) return;
  setBit(state.level, source, level);
  request(state, source);
  updateWires(state, services);
}

function claim(state: PlicState, context: number, services: HartWireServices): number {
  const source = best(state, context);
  if (source === 0) return 0;
  setBit(state.pending, source, false);
  setBit(state.claimed, source, true);
  updateWires(state, services);
  return source;
}

function complete(state: PlicState, source: number, services: HartWireServices): void {
  if (source === 0 || source >= SOURCE_COUNT) return;
  setBit(state.claimed, source, false);
  request(state, source);
  updateWires(state, services);
}

/** Index into `enable` for an offset from the enable bank, or -1. */
function enableIndex(state: PlicState, offset: number): number {
  const context = Math.floor(offset / ENABLE_STRIDE);
  const word = (offset % ENABLE_STRIDE) >> 2;
  return context < state.contextCount && word < SOURCE_WORDS ? context * SOURCE_WORDS + word : -1;
}

export const plic: Device<PlicState, PlicConfig, HartWireServices> = {
  reset(state, { hartCount }) {
    state.contextCount = hartCount * 2;
  },
  read(state, offset, bytes, services) {
    if (bytes !== 4 || offset % 4 !== 0) return 0;
    if (offset < PENDING) return state.priority[offset >> 2] ?? 0;
    if (offset < ENABLE) return state.pending[(offset - PENDING) >> 2] ?? 0;
    if (offset < CONTEXT) return state.enable[enableIndex(state, offset - ENABLE)] ?? 0;
    const context = Math.floor((offset - CONTEXT) / CONTEXT_STRIDE);
    if (context >= state.contextCount) return 0;
    const register = offset % CONTEXT_STRIDE;
    if (register === 0) return at(state.threshold, context);
    return register === 4 ? claim(state, context, services) : 0;
  },
  write(state, offset, bytes, value, services) {
    if (bytes !== 4 || offset % 4 !== 0) return;
    if (offset < PENDING) {
      const source = offset >> 2;
      if (source === 0 || source >= SOURCE_COUNT) return;
      state.priority[source] = value & PRIORITY_MASK;
    } else if (offset < ENABLE) {
      return;
    } else if (offset < CONTEXT) {
      const index = enableIndex(state, offset - ENABLE);
      if (index < 0) return;
      state.enable[index] = index % SOURCE_WORDS === 0 ? value & ~1 : value;
    } else {
      const context = Math.floor((offset - CONTEXT) / CONTEXT_STRIDE);
      if (context >= state.contextCount) return;
      const register = offset % CONTEXT_STRIDE;
      if (register === 4) return complete(state, value, services);
      if (register !== 0) return;
      state.threshold[context] = value & PRIORITY_MASK;
    }
    updateWires(state, services);
  },
  tick() {},
};
