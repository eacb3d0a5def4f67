/**
 * A litmus shape as a bare-metal program: each of its threads is a hart, which runs its part over {@link PLACES} sets
 * of locations between two barriers, as often as is asked for. Hart 0 counts how often the outcome came up, prints
 * that, and ends the machine. For harts in threads of their own: where they take turns, little is to be seen.
 */
import type { Shape } from './shapes.ts';

/** Sets of locations: as many runs lie between two barriers, so that waiting costs little. */
const PLACES = 512;
const LOCATIONS = ['x', 'y', 'z', 'w'] as const;
/** Locations and results of a thread have lines of 64 bytes to themselves. */
const LINE_BYTES = 64;
const PLACE_BYTES = LOCATIONS.length * LINE_BYTES;
const DATA = 0x8010_0000;
const RESULTS = 0x8020_0000;
const BARRIER = 0x8018_0000;
const RESULT_REGISTERS = ['a4', 'a5', 'a6', 'a7'] as const;
const RESULT_SHIFT = 19;

const lines = (...text: readonly string[]): string => text.join('\n');

/** All harts have come here. s8 counts the barriers. */
const barrier = (harts: number, label: string): string =>
  lines(
    `addi s8, s8, ${harts}`,
    'fence rw, rw',
    `li t0, ${BARRIER}`,
    'li t1, 1',
    'amoadd.w.aqrl zero, t1, (t0)',
    `${label}: lw t1, (t0)`,
    `blt t1, s8, ${label}`,
    'fence rw, rw',
  );

const resultsOf = (thread: number): number => RESULTS + (thread << RESULT_SHIFT);

function body(text: string, thread: number, harts: number): string {
  return lines(
    `thread${thread}:`,
    barrier(harts, `begin${thread}`),
    `li s3, ${DATA}`,
    `li s4, ${resultsOf(thread)}`,
    `li s5, ${PLACES}`,
    `run${thread}:`,
    ...LOCATIONS.map((_, index) => `addi a${index}, s3, ${index * LINE_BYTES}`),
    ...RESULT_REGISTERS.map((register) => `li ${register}, 0`),
    text.replaceAll(';', '\n').replaceAll('1f', `skip${thread}`).replaceAll('1:', `skip${thread}:\n`),
    ...RESULT_REGISTERS.map((register, index) => `sw ${register}, ${index * 4}(s4)`),
    `addi s3, s3, ${PLACE_BYTES}`,
    `addi s4, s4, ${LINE_BYTES}`,
    'addi s5, s5, -1',
    `bnez s5, run${thread}`,
    barrier(harts, `end${thread}`),
    thread === 0 ? 'jal ra, count' : '',
    'addi s6, s6, -1',
    `bnez s6, thread${thread}`,
    thread === 0 ? 'j report' : `wait${thread}: j wait${thread}`,
  );
}

/** Branches away unless one part of an outcome came up: `0:a4=1` or `x=2`. */
function condition(part: string): string {
  const [place = '', value = ''] = part.split('=');
  const [thread, register] = place.includes(':') ? place.split(':') : [undefined, place];
  const load =
    thread === undefined
      ? `lw t4, ${LOCATIONS.findIndex((name) => name === register) * LINE_BYTES}(s3)`
      : lines(
          `li t5, ${resultsOf(Number(thread))}`,
          'add t5, t5, s4',
          `lw t4, ${RESULT_REGISTERS.findIndex((name) => name === register) * 4}(t5)`,
        );
  return lines(load, `li t6, ${value}`, 'bne t4, t6, next');
}

/** Assembly of a shape that runs `batches` times {@link PLACES} times. */
export function litmusProgram({ threads, outcome }: Shape, batches: number): string {
  const harts = threads.length;
  return lines(
    '_start:',
    ...['s7', 's8'].map((register) => `li ${register}, 0`),
    `li s6, ${batches}`,
    'li s1, 1',
    'li s2, 2',
    'mv t0, a0',
    ...threads.map((_, thread) => lines(`li t1, ${thread}`, `beq t0, t1, thread${thread}`)),
    'idle: j idle',
    ...threads.map((text, thread) => body(text, thread, harts)),
    // Hart 0, while the others wait at the next barrier: looks, and clears the locations.
    'count:',
    `li s3, ${DATA}`,
    'li s4, 0',
    `li s5, ${PLACES}`,
    'look:',
    ...outcome.split(' ').map(condition),
    'addi s7, s7, 1',
    'next:',
    ...LOCATIONS.map((_, index) => `sw zero, ${index * LINE_BYTES}(s3)`),
    `addi s3, s3, ${PLACE_BYTES}`,
    `addi s4, s4, ${LINE_BYTES}`,
    'addi s5, s5, -1',
    'bnez s5, look',
    'ret',
    'report:',
    'li t0, 0x10000000',
    'li t1, 60',
    'digits: srl t2, s7, t1',
    'andi t2, t2, 15',
    'addi t3, t2, 48',
    'li t4, 10',
    'blt t2, t4, digit',
    'addi t3, t3, 39',
    'digit: sb t3, (t0)',
    'addi t1, t1, -4',
    'bge t1, zero, digits',
    'li t0, 0x100000',
    'li t1, 0x5555',
    'sw t1, (t0)',
    'stop: j stop',
  );
}

/** How often the outcome came up, of so many runs, from what the program printed. */
export const outcomesIn = (console: string): number => Number.parseInt(console.slice(0, 16), 16);
export const runsOf = (batches: number): number => batches * PLACES;
