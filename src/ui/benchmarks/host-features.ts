/**
 * What this browser's WebAssembly can do beyond its first version, found by validating the smallest module that
 * needs it, and whether this build makes use of it. One that the engine uses and can do without has a switch, and a
 * proof (toggles.ts); what it does not use has none: there is nothing to switch off. A test holds `used` to the
 * opcodes that the engine can write.
 */
import type { SwitchableFeature } from '../../protocol/proof.ts';

export interface HostFeature {
  readonly name: string;
  readonly what: string;
  readonly used: 'required' | 'by the baseline tier' | 'not yet';
  /** Its name in `?without=`, if the machine can do without it. */
  readonly id?: SwitchableFeature;
  /** Null where a page cannot find out. */
  readonly detect: () => boolean | null;
}

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
/** One function without parameters; `result` is its result types. */
const oneFunction = (result: readonly number[], code: readonly number[]): number[] => [
  ...[0x01, 0x04 + result.length, 0x01, 0x60, 0x00, result.length, ...result],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x0a, code.length + 4, 0x01, code.length + 2, 0x00, ...code, 0x0b],
];
const V128 = 0x7b;
const I64 = 0x7e;
/** i32.const 0, i8x16.splat. */
const ZERO_VECTOR = [0x41, 0x00, 0xfd, 0x0f];

const validates = (sections: readonly number[]): boolean =>
  typeof WebAssembly !== 'undefined' && WebAssembly.validate(new Uint8Array([...HEADER, ...sections]));

export const HOST_FEATURES: readonly HostFeature[] = [
  {
    name: 'Shared memory and atomics',
    what: 'one memory for the page’s workers',
    used: 'required',
    detect: () => validates([0x05, 0x04, 0x01, 0x03, 0x01, 0x01]),
  },
  {
    name: 'Tail calls',
    id: 'tail-calls',
    what: 'jumps from one translated region to the next without a dispatcher',
    used: 'by the baseline tier',
    detect: () => validates(oneFunction([], [0x12, 0x00])),
  },
  {
    name: 'SIMD',
    what: '128-bit vectors',
    used: 'not yet',
    detect: () => validates(oneFunction([V128], ZERO_VECTOR)),
  },
  {
    name: 'Relaxed SIMD',
    what: 'fused multiply-add of the processor',
    used: 'not yet',
    detect: () => validates(oneFunction([V128], [...ZERO_VECTOR, ...ZERO_VECTOR, 0xfd, 0x80, 0x02])),
  },
  {
    name: '64-bit memory',
    what: 'more than 4 GiB in one memory',
    used: 'not yet',
    detect: () => validates([0x05, 0x03, 0x01, 0x04, 0x01]),
  },
  {
    name: 'Several memories',
    what: 'more than one memory in a module',
    used: 'not yet',
    detect: () => validates([0x05, 0x05, 0x02, 0x00, 0x01, 0x00, 0x01]),
  },
  {
    name: 'Wide arithmetic',
    what: 'the upper half of a 64-bit product in one instruction',
    used: 'not yet',
    detect: () => validates(oneFunction([I64, I64], [0x42, 0x00, 0x42, 0x00, 0xfc, 0x16])),
  },
  {
    name: 'Exception handling',
    what: 'leaving several calls at once',
    used: 'not yet',
    detect: () => validates([...[0x01, 0x04, 0x01, 0x60, 0x00, 0x00], ...[0x0d, 0x03, 0x01, 0x00, 0x00]]),
  },
  {
    name: 'Promise integration',
    what: 'waiting for the host in the middle of a function',
    used: 'not yet',
    detect: () => typeof WebAssembly !== 'undefined' && 'Suspending' in WebAssembly,
  },
  {
    name: 'Branch hints',
    id: 'branch-hints',
    what: 'rare paths moved out of the way; a browser without them ignores them silently',
    used: 'by the baseline tier',
    detect: () => null,
  },
];
