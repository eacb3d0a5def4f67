// table
/**
 * Litmus shapes for RISC-V: threads in assembly, an outcome, and what RVWMO says of it.
 *
 * Verdicts were written down before the checker was run, from memory of the published RISC-V litmus tests and of the
 * manual's memory-model appendix (the shapes it draws: RSW, RDW, PPOCA, PPOAA, store forwarding by an atomic, address
 * dependencies followed by a write); not copied from a machine-readable source. `by` is why a forbidden one is: the
 * axiom, and for the order of all operations the rules of preserved program order that the cycle needs.
 *
 * In every thread a0 to a3 hold the addresses of x, y, z, w (0 at first), s1 holds 1 and s2 holds 2. An outcome names
 * registers by thread (`0:a4=1`) and locations at the end (`x=2`).
 */
export interface Shape {
  readonly name: string;
  readonly threads: readonly string[];
  readonly outcome: string;
  readonly verdict: 'allowed' | 'forbidden';
  readonly by?: string;
}

/** `fence.tso`, which our assembler does not know. */
const TSO = '.word 0x8330000f';
const FENCE = 'fence rw, rw';
/** Reads x into a4; a value derived from a4 that is always 0 is added to an address. */
const ADDRESS = 'xor a7, a4, a4; add a6, a0, a7';

const shape = (
  name: string,
  verdict: Shape['verdict'],
  outcome: string,
  threads: readonly string[],
  by?: string,
): Shape => ({ name, threads, outcome, verdict, ...(by !== undefined && { by }) });

const writer = (between: string): string => `sw s1, (a0); ${between} sw s1, (a1)`;
const reader = (between: string): string => `lw a4, (a1); ${between} lw a5, (a0)`;
const MP = '1:a4=1 1:a5=0';
const SB = '0:a4=0 1:a4=0';
const LB = '0:a4=1 1:a4=1';
const IRIW = '1:a4=1 1:a5=0 3:a4=1 3:a5=0';

export const SHAPES: readonly Shape[] = [
  // Store buffering
  shape('SB', 'allowed', SB, ['sw s1, (a0); lw a4, (a1)', 'sw s1, (a1); lw a4, (a0)']),
  shape(
    'SB+fences',
    'forbidden',
    SB,
    [`sw s1, (a0); ${FENCE}; lw a4, (a1)`, `sw s1, (a1); ${FENCE}; lw a4, (a0)`],
    'order: 4',
  ),
  shape(
    'SB+fence.w.rs',
    'forbidden',
    SB,
    ['sw s1, (a0); fence w, r; lw a4, (a1)', 'sw s1, (a1); fence w, r; lw a4, (a0)'],
    'order: 4',
  ),
  shape('SB+fence+po', 'allowed', SB, [`sw s1, (a0); ${FENCE}; lw a4, (a1)`, 'sw s1, (a1); lw a4, (a0)']),
  shape('SB+fence.r.rws', 'allowed', SB, [
    'sw s1, (a0); fence r, rw; lw a4, (a1)',
    'sw s1, (a1); fence r, rw; lw a4, (a0)',
  ]),
  shape('SB+fence.tsos', 'allowed', SB, [
    `sw s1, (a0); ${TSO}; lw a4, (a1)`,
    `sw s1, (a1); ${TSO}; lw a4, (a0)`,
  ]),
  shape(
    'SB+amo.aqrls',
    'forbidden',
    SB,
    ['amoswap.w.aqrl a6, s1, (a0); lw a4, (a1)', 'amoswap.w.aqrl a6, s1, (a1); lw a4, (a0)'],
    'order: 5',
  ),
  shape(
    'SB+amo.rls+lr.aqs',
    'forbidden',
    SB,
    ['amoswap.w.rl a6, s1, (a0); lr.w.aq a4, (a1)', 'amoswap.w.rl a6, s1, (a1); lr.w.aq a4, (a0)'],
    'order: 7',
  ),
  shape('SB+amos', 'allowed', SB, [
    'amoswap.w a6, s1, (a0); lw a4, (a1)',
    'amoswap.w a6, s1, (a1); lw a4, (a0)',
  ]),
  shape('SB+rfis+fence.r.rs', 'allowed', '0:a4=1 0:a5=0 1:a4=1 1:a5=0', [
    'sw s1, (a0); lw a4, (a0); fence r, r; lw a5, (a1)',
    'sw s1, (a1); lw a4, (a1); fence r, r; lw a5, (a0)',
  ]),
  shape(
    'SB+amo-rfis+fence.r.rs',
    'forbidden',
    '0:a4=1 0:a5=0 1:a4=1 1:a5=0',
    [
      'amoswap.w a6, s1, (a0); lw a4, (a0); fence r, r; lw a5, (a1)',
      'amoswap.w a6, s1, (a1); lw a4, (a1); fence r, r; lw a5, (a0)',
    ],
    'order: 3, 4',
  ),
  shape(
    '3.SB+fences',
    'forbidden',
    '0:a4=0 1:a4=0 2:a4=0',
    [
      `sw s1, (a0); ${FENCE}; lw a4, (a1)`,
      `sw s1, (a1); ${FENCE}; lw a4, (a2)`,
      `sw s1, (a2); ${FENCE}; lw a4, (a0)`,
    ],
    'order: 4',
  ),

  // Message passing
  shape('MP', 'allowed', MP, [writer(''), reader('')]),
  shape('MP+fences', 'forbidden', MP, [writer(`${FENCE};`), reader(`${FENCE};`)], 'order: 4'),
  shape(
    'MP+fence.w.w+fence.r.r',
    'forbidden',
    MP,
    [writer('fence w, w;'), reader('fence r, r;')],
    'order: 4',
  ),
  shape('MP+fence.w.w+po', 'allowed', MP, [writer('fence w, w;'), reader('')]),
  shape('MP+po+fence.r.r', 'allowed', MP, [writer(''), reader('fence r, r;')]),
  shape('MP+fence.tsos', 'forbidden', MP, [writer(`${TSO};`), reader(`${TSO};`)], 'order: 4'),
  shape(
    'MP+fence.w.w+addr',
    'forbidden',
    MP,
    [writer('fence w, w;'), `lw a4, (a1); ${ADDRESS}; lw a5, (a6)`],
    'order: 4, 9',
  ),
  shape('MP+fence.w.w+ctrl', 'allowed', MP, [
    writer('fence w, w;'),
    'lw a4, (a1); beqz a4, 1f; 1: lw a5, (a0)',
  ]),
  shape(
    'MP+fence.w.w+ctrl-fence.r.r',
    'forbidden',
    MP,
    [writer('fence w, w;'), 'lw a4, (a1); beqz a4, 1f; 1: fence r, r; lw a5, (a0)'],
    'order: 4',
  ),
  shape(
    'MP+amo.rl+lr.aq',
    'forbidden',
    MP,
    ['sw s1, (a0); amoswap.w.rl a6, s1, (a1)', 'lr.w.aq a4, (a1); lw a5, (a0)'],
    'order: 5, 6',
  ),
  shape('MP+amo.rl+po', 'allowed', MP, ['sw s1, (a0); amoswap.w.rl a6, s1, (a1)', reader('')]),
  shape('PPOCA', 'allowed', '1:a4=1 1:a5=1 1:a7=0', [
    writer('fence w, w;'),
    'lw a4, (a1); beqz a4, 1f; sw s1, (a2); lw a5, (a2); xor t0, a5, a5; add t1, a0, t0; lw a7, (t1); 1:',
  ]),
  shape(
    'PPOAA',
    'forbidden',
    '1:a4=1 1:a5=1 1:a7=0',
    [
      writer('fence w, w;'),
      'lw a4, (a1); xor t2, a4, a4; add t3, a2, t2; sw s1, (t3); lw a5, (a2); xor t0, a5, a5; add t1, a0, t0; lw a7, (t1)',
    ],
    'order: 4, 9, 12',
  ),
  shape('RSW', 'allowed', '1:a4=1 1:a5=0 1:a6=0 1:a7=0', [
    writer('fence w, w;'),
    'lw a4, (a1); xor t0, a4, a4; add t1, a2, t0; lw a5, (t1); lw a6, (a2); xor t2, a6, a6; add t3, a0, t2; lw a7, (t3)',
  ]),
  shape(
    'RDW',
    'forbidden',
    '1:a4=1 1:a5=0 1:a6=1 1:a7=0',
    [
      writer('fence w, w;'),
      'lw a4, (a1); xor t0, a4, a4; add t1, a2, t0; lw a5, (t1); lw a6, (a2); xor t2, a6, a6; add t3, a0, t2; lw a7, (t3)',
      'sw s1, (a2)',
    ],
    'order: 2, 4, 9',
  ),

  // Load buffering
  shape('LB', 'allowed', LB, ['lw a4, (a0); sw s1, (a1)', 'lw a4, (a1); sw s1, (a0)']),
  shape(
    'LB+fences',
    'forbidden',
    LB,
    [`lw a4, (a0); ${FENCE}; sw s1, (a1)`, `lw a4, (a1); ${FENCE}; sw s1, (a0)`],
    'order: 4',
  ),
  shape(
    'LB+datas',
    'forbidden',
    LB,
    [
      'lw a4, (a0); xor a7, a4, a4; add a7, a7, s1; sw a7, (a1)',
      'lw a4, (a1); xor a7, a4, a4; add a7, a7, s1; sw a7, (a0)',
    ],
    'order: 10',
  ),
  shape('LB+data+po', 'allowed', LB, [
    'lw a4, (a0); xor a7, a4, a4; add a7, a7, s1; sw a7, (a1)',
    'lw a4, (a1); sw s1, (a0)',
  ]),
  shape(
    'LB+addrs',
    'forbidden',
    LB,
    [
      'lw a4, (a0); xor a7, a4, a4; add a6, a1, a7; sw s1, (a6)',
      'lw a4, (a1); xor a7, a4, a4; add a6, a0, a7; sw s1, (a6)',
    ],
    'order: 9',
  ),
  shape(
    'LB+ctrls',
    'forbidden',
    LB,
    ['lw a4, (a0); beqz a4, 1f; 1: sw s1, (a1)', 'lw a4, (a1); beqz a4, 1f; 1: sw s1, (a0)'],
    'order: 11',
  ),
  shape(
    'LB+addr-pos',
    'forbidden',
    LB,
    [
      'lw a4, (a0); xor a7, a4, a4; add a6, a2, a7; lw a5, (a6); sw s1, (a1)',
      'lw a4, (a1); xor a7, a4, a4; add a6, a2, a7; lw a5, (a6); sw s1, (a0)',
    ],
    'order: 13',
  ),
  shape(
    'LB+data-out-of-thin-air',
    'forbidden',
    '0:a4=2 1:a4=2',
    ['lw a4, (a0); sw a4, (a1)', 'lw a4, (a1); sw a4, (a0); sw s2, (a2)'],
    'nothing writes the value',
  ),
  shape(
    '3.LB+datas',
    'forbidden',
    '0:a4=1 1:a4=1 2:a4=1',
    [
      'lw a4, (a0); xor a7, a4, a4; add a7, a7, s1; sw a7, (a1)',
      'lw a4, (a1); xor a7, a4, a4; add a7, a7, s1; sw a7, (a2)',
      'lw a4, (a2); xor a7, a4, a4; add a7, a7, s1; sw a7, (a0)',
    ],
    'order: 10',
  ),

  // One location
  shape('CoRR', 'forbidden', '1:a4=1 1:a5=0', ['sw s1, (a0)', 'lw a4, (a0); lw a5, (a0)'], 'coherence'),
  shape('CoWW', 'forbidden', 'x=1', ['sw s1, (a0); sw s2, (a0)'], 'coherence'),
  shape('CoRW1', 'forbidden', '0:a4=1', ['lw a4, (a0); sw s1, (a0)'], 'coherence'),
  shape('CoRW2', 'forbidden', '0:a4=2 x=2', ['lw a4, (a0); sw s1, (a0)', 'sw s2, (a0)'], 'coherence'),
  shape('CoWR', 'forbidden', '0:a4=2 x=1', ['sw s1, (a0); lw a4, (a0)', 'sw s2, (a0)'], 'coherence'),
  shape('CoWR0', 'forbidden', '0:a4=0', ['sw s1, (a0); lw a4, (a0)'], 'coherence'),

  // Writes against writes and reads
  shape('S', 'allowed', '1:a4=1 x=2', ['sw s2, (a0); sw s1, (a1)', 'lw a4, (a1); sw s1, (a0)']),
  shape('S+fence.w.w+po', 'allowed', '1:a4=1 x=2', [
    'sw s2, (a0); fence w, w; sw s1, (a1)',
    'lw a4, (a1); sw s1, (a0)',
  ]),
  shape(
    'S+fence.w.w+data',
    'forbidden',
    '1:a4=1 x=2',
    ['sw s2, (a0); fence w, w; sw s1, (a1)', 'lw a4, (a1); xor a7, a4, a4; add a7, a7, s1; sw a7, (a0)'],
    'order: 4, 10',
  ),
  shape(
    'S+fence.w.w+ctrl',
    'forbidden',
    '1:a4=1 x=2',
    ['sw s2, (a0); fence w, w; sw s1, (a1)', 'lw a4, (a1); beqz a4, 1f; 1: sw s1, (a0)'],
    'order: 4, 11',
  ),
  shape('R', 'allowed', '1:a4=0 y=2', ['sw s1, (a0); sw s1, (a1)', 'sw s2, (a1); lw a4, (a0)']),
  shape(
    'R+fences',
    'forbidden',
    '1:a4=0 y=2',
    [`sw s1, (a0); ${FENCE}; sw s1, (a1)`, `sw s2, (a1); ${FENCE}; lw a4, (a0)`],
    'order: 4',
  ),
  shape('2+2W', 'allowed', 'x=2 y=2', ['sw s2, (a0); sw s1, (a1)', 'sw s2, (a1); sw s1, (a0)']),
  shape(
    '2+2W+fence.w.ws',
    'forbidden',
    'x=2 y=2',
    ['sw s2, (a0); fence w, w; sw s1, (a1)', 'sw s2, (a1); fence w, w; sw s1, (a0)'],
    'order: 4',
  ),

  // Three and four threads: writes become visible to all others at once
  shape('WRC', 'allowed', '1:a4=1 2:a4=1 2:a5=0', ['sw s1, (a0)', 'lw a4, (a0); sw s1, (a1)', reader('')]),
  shape(
    'WRC+data+addr',
    'forbidden',
    '1:a4=1 2:a4=1 2:a5=0',
    [
      'sw s1, (a0)',
      'lw a4, (a0); xor a7, a4, a4; add a7, a7, s1; sw a7, (a1)',
      `lw a4, (a1); ${ADDRESS}; lw a5, (a6)`,
    ],
    'order: 9, 10',
  ),
  shape(
    'RWC+fences',
    'forbidden',
    '1:a4=1 1:a5=0 2:a4=0',
    ['sw s1, (a0)', `lw a4, (a0); ${FENCE}; lw a5, (a1)`, `sw s1, (a1); ${FENCE}; lw a4, (a0)`],
    'order: 4',
  ),
  shape(
    'ISA2+fence.w.w+data+addr',
    'forbidden',
    '1:a4=1 2:a4=1 2:a5=0',
    [
      writer('fence w, w;'),
      'lw a4, (a1); xor a7, a4, a4; add a7, a7, s1; sw a7, (a2)',
      `lw a4, (a2); ${ADDRESS}; lw a5, (a6)`,
    ],
    'order: 4, 9, 10',
  ),
  shape('IRIW', 'allowed', IRIW, ['sw s1, (a0)', 'lw a4, (a0); lw a5, (a1)', 'sw s1, (a1)', reader('')]),
  shape(
    'IRIW+addrs',
    'forbidden',
    IRIW,
    [
      'sw s1, (a0)',
      'lw a4, (a0); xor a7, a4, a4; add a6, a1, a7; lw a5, (a6)',
      'sw s1, (a1)',
      `lw a4, (a1); ${ADDRESS}; lw a5, (a6)`,
    ],
    'order: 9',
  ),
  shape(
    'IRIW+fence.r.rs',
    'forbidden',
    IRIW,
    ['sw s1, (a0)', 'lw a4, (a0); fence r, r; lw a5, (a1)', 'sw s1, (a1)', reader('fence r, r;')],
    'order: 4',
  ),

  // Atomics
  shape(
    '2AMO',
    'forbidden',
    '0:a4=0 1:a4=0',
    ['amoadd.w a4, s1, (a0)', 'amoadd.w a4, s1, (a0)'],
    'atomicity',
  ),
  shape(
    'LR-SC+W',
    'forbidden',
    '0:a4=0 0:a5=0 x=1 1:a4=2',
    ['lr.w a4, (a0); sc.w a5, s1, (a0)', 'sw s2, (a0); lw a4, (a0)'],
    'atomicity',
  ),
  shape('LR-SC fails', 'allowed', '0:a4=0 0:a5=1', ['lr.w a4, (a0); sc.w a5, s1, (a0)']),
  shape('MP+lr-sc', 'allowed', MP, ['sw s1, (a0); lr.w a4, (a1); sc.w a5, s1, (a1)', reader('')]),
  shape('LB+amos', 'allowed', LB, [
    'amoadd.w a4, zero, (a0); sw s1, (a1)',
    'amoadd.w a4, zero, (a1); sw s1, (a0)',
  ]),
  shape(
    'LB+lr-data+lr.aq',
    'forbidden',
    '0:a4=1 1:a4=1',
    ['lr.w a4, (a0); xor a7, a4, a4; add a7, a7, s1; sw a7, (a1)', 'lr.w.aq a4, (a1); sw s1, (a0)'],
    'order: 5, 10',
  ),
];

/**
 * Dependencies by name alone: whatever is read, the same is written. A fold that knows the value loses them, which a
 * host with total store order never shows.
 */
export const DEPENDENCIES_BY_NAME: readonly Shape[] = [
  shape(
    'LB+and-zeros',
    'forbidden',
    LB,
    [
      'lw a4, (a0); and a7, a4, zero; add a7, a7, s1; sw a7, (a1)',
      'lw a4, (a1); and a7, a4, zero; add a7, a7, s1; sw a7, (a0)',
    ],
    'order: 10',
  ),
  shape(
    'LB+ori-andis',
    'forbidden',
    LB,
    [
      'lw a4, (a0); ori a7, a4, 1; andi a7, a7, 1; sw a7, (a1)',
      'lw a4, (a1); ori a7, a4, 1; andi a7, a7, 1; sw a7, (a0)',
    ],
    'order: 10',
  ),
];
