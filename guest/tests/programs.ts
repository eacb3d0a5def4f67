// table
/**
 * The test programs, the QEMU that they were recorded with, and every place where its text is not the expected
 * one, with the reason. `record.ts` runs them under QEMU; `programs.test.ts` runs them here and compares.
 */

export interface Deviation {
  /** What QEMU prints. A pattern has the flags `gm`; it must occur. */
  readonly qemu: string | RegExp;
  /** What is expected here instead. */
  readonly ours: string;
  readonly reason: string;
}

export interface TestProgram {
  readonly name: string;
  /** 1 where it is not given. */
  readonly harts?: number;
  /** Added to {@link QEMU_CPU}. */
  readonly cpu?: string;
  readonly mmu: 'sv48' | 'sv57';
  readonly deviations: readonly Deviation[];
}

/** QEMU's processor with what ours has and nothing that can be left out. */
export const QEMU_CPU = [
  ...[
    'rv64i',
    'm=true',
    'a=true',
    'f=true',
    'd=true',
    'c=true',
    'zicsr=true',
    'zifencei=true',
    'zicntr=true',
  ],
  ...[
    'zba=true',
    'zbb=true',
    'zbs=true',
    'zicond=true',
    's=true',
    'u=true',
    'mmu=true',
    'pmp=true',
    'sstc=true',
  ],
  ...['svadu=true', 'sv39=true', 'sv48=true', 'debug=false', 'zihpm=true', 'pmu-mask=0xfffffff8'],
].join(',');

const BITS_OF_OTHERS =
  'QEMU keeps bits of extensions that the processor does not have (hypervisor, AIA, Sscofpmf, Zicbom); they are 0';
const EPC_BIT = 'bit 0 of xepc is always 0 (Privileged, mepc and sepc); QEMU 10.0 keeps it';
const AMO_CAUSE = 'a misaligned AMO is cause 6, "store/AMO" (Privileged, mcause); QEMU reports a load';
const SIZES =
  'a store-conditional of another size than the reservation may fail; ours does, QEMU compares addresses';
const XLEN = 'UXL and SXL are always 2: only 64-bit modes exist here';
const ADDRESS_BITS = 'pmpaddr holds bits 55 to 2 of an address, 54 bits (Privileged, PMP); QEMU keeps 64';
const RESERVED =
  'reserved in pmpcfg (WARL): the field keeps its last legal value; QEMU keeps what was written';
const UPDATE =
  'updating A and D is a store to the table, which this region denies; QEMU checks the read alone';
const TABLE =
  'a table outside memory is an access fault (Privileged, 10.3.2, step 2); QEMU reports a page fault';

const SC_CAUSE =
  'a misaligned store-conditional is cause 6 in any case (Unprivileged, Zalrsc); QEMU fails it by the reservation';

/** Modes with the cause of their ecall. */
const MODES = [
  { name: 3, call: 'b' },
  { name: 1, call: '9' },
  { name: 0, call: '8' },
] as const;

/** The cell under test stands at 0x80005040. */
const misaligned = (mnemonic: string, offset: number): string => {
  const address = (0x8000_5040 + offset).toString(16);
  return `${mnemonic} misaligned: cause 6 epc +0 tval ${address} a0 ${address}`;
};

export const PROGRAMS: readonly TestProgram[] = [
  { name: 'instructions', mmu: 'sv48', deviations: [] },
  { name: 'code', mmu: 'sv48', deviations: [] },
  { name: 'caching', mmu: 'sv48', deviations: [] },
  { name: 'harts', harts: 4, mmu: 'sv48', deviations: [] },
  {
    name: 'traps',
    mmu: 'sv48',
    deviations: [
      { qemu: /^(amo(?:\.d)? misaligned: cause )4/gm, ours: '$16', reason: AMO_CAUSE },
      { qemu: /^(amo misaligned: cause 9 .* a0 )4( by supervisor)/gm, ours: '$16$2', reason: AMO_CAUSE },
      {
        qemu: /^(mret: cause .* tval )e68023/gm,
        ours: '$130200073',
        reason: 'the value is the instruction; QEMU gives one that it met before',
      },
      ...MODES.flatMap(({ name, call }): Deviation[] => [
        {
          qemu: new RegExp(
            `(reservations in mode ${name}\\n)sc misaligned: cause ${call} epc \\+4 tval 0 a0 1\\n.*`,
            'gm',
          ),
          ours: `$1${misaligned('sc', 2)}\n${misaligned('sc.d', 4)}`,
          reason: SC_CAUSE,
        },
      ]),
      {
        qemu: /^(lr of a double, sc of a word: .* a0 )0\ncell 2222/gm,
        ours: '$11\ncell 1111',
        reason: SIZES,
      },
      {
        qemu: /^(lr of a word, sc of a double: .* a0 )0\ncell 3333/gm,
        ours: '$11\ncell 1111',
        reason: SIZES,
      },
    ],
  },
  {
    name: 'csr',
    mmu: 'sv48',
    deviations: [
      {
        qemu: 'medeleg f4bfff 0 a0aaaa 541555 b49ef0 3 1 2 3 set 541555 clear 440444',
        ours: 'medeleg b3ff 0 a2aa 1155 92f0 3 1 2 3 set 1155 clear 44',
        reason: BITS_OF_OTHERS,
      },
      {
        qemu: 'mideleg 2666 0 2222 444 660 2 0 2 2 set 444 clear 444',
        ours: 'mideleg 222 0 222 0 220 2 0 2 2 set 0 clear 0',
        reason: BITS_OF_OTHERS,
      },
      {
        qemu: 'mie ffffffffffffeaaa 0 aaaaaaaaaaaaaaaa 5555555555554000 123456789abccaa0 8000000000000002 0 2 2 set 5555555555554000 clear 4444444444444000',
        ours: 'mie aaa 0 aaa 0 aa0 2 0 2 2 set 0 clear 0',
        reason: BITS_OF_OTHERS,
      },
      {
        qemu: 'mip 2666 0 2222 444 660 2 0 2 2 set 444 clear 444',
        ours: 'mip 222 0 222 0 220 2 0 2 2 set 0 clear 0',
        reason: BITS_OF_OTHERS,
      },
      {
        qemu: /^([ms]epc) ffffffffffffffff 0 aaaaaaaaaaaaaaaa 5555555555555555 123456789abcdef0 8000000000000003 1 2 3 set 5555555555555555/gm,
        ours: '$1 fffffffffffffffe 0 aaaaaaaaaaaaaaaa 5555555555555554 123456789abcdef0 8000000000000002 0 2 2 set 5555555555555554',
        reason: EPC_BIT,
      },
      {
        qemu: 'menvcfg b0000000000000f1 0 a0000000000000a0 1000000000000051 10000000000000f0 8000000000000001 1 0 1 set 1000000000000051 clear 40',
        ours: 'menvcfg a000000000000001 0 a000000000000000 1 0 8000000000000001 1 0 1 set 1 clear 0',
        reason: BITS_OF_OTHERS,
      },
      {
        qemu: 'mcountinhibit fffffffd 0 aaaaaaa8 55555555 9abcdef0 1 1 0 1 set 55555555 clear 44444444',
        ours: 'mcountinhibit 5 0 0 5 0 1 1 0 1 set 5 clear 4',
        reason: 'the further counters are always 0 here and cannot be stopped',
      },
      {
        qemu: 'senvcfg f1 0 a0 51 f0 1 1 0 1 set 51 clear 40',
        ours: 'senvcfg 1 0 0 1 0 1 1 0 1 set 1 clear 0',
        reason: BITS_OF_OTHERS,
      },
      { qemu: /^sie 2222 0 2222 /gm, ours: 'sie 222 0 222 ', reason: BITS_OF_OTHERS },
      { qemu: /^sip 2002 0 2002 /gm, ours: 'sip 2 0 2 ', reason: BITS_OF_OTHERS },
      {
        qemu: 'mip 2606 0 2202 404 600 2 0 2 2 set 404 clear 404',
        ours: 'mip 202 0 202 0 200 2 0 2 2 set 0 clear 0',
        reason: BITS_OF_OTHERS,
      },
      { qemu: /^(UXL|SXL) [9b]00000000/gm, ours: '$1 a00000000', reason: XLEN },
    ],
  },
  {
    name: 'modes',
    mmu: 'sv48',
    deviations: [
      {
        qemu: /^code_feq: runs FS [12] SD 0/gm,
        ours: 'code_feq: runs FS 3 SD 1',
        reason: 'a float instruction may mark the state dirty without changing it; QEMU does so for others',
      },
    ],
  },
  {
    name: 'paging',
    cpu: 'sv57=true',
    mmu: 'sv57',
    deviations: [
      {
        qemu: / f\/40(?= )/gm,
        ours: ' f',
        reason: 'an AMO that may read but not write: QEMU sets A before it faults, which the manual allows',
      },
      {
        qemu: /^(table nowhere\n.*)cause d(.*\n.*)cause f(.*\n.*)cause c(.*\n.*)cause f/gm,
        ours: '$1cause 5$2cause 7$3cause 1$4cause 7',
        reason: TABLE,
      },
      { qemu: /^(root nowhere: cause )c/gm, ours: '$11', reason: TABLE },
    ],
  },
  {
    name: 'pmp',
    mmu: 'sv48',
    deviations: [
      { qemu: /^(pmpaddr\d+) f{16}$/gm, ours: '$1 3fffffffffffff', reason: ADDRESS_BITS },
      { qemu: /^(pmpaddr\d+) a{16}$/gm, ours: '$1 2aaaaaaaaaaaaa', reason: ADDRESS_BITS },
      { qemu: /^(pmpaddr\d+) 5{16}$/gm, ours: '$1 15555555555555', reason: ADDRESS_BITS },
      { qemu: /^reserved bits [246]1/gm, ours: 'reserved bits 1', reason: RESERVED },
      { qemu: /^(writable alone(?:, again)?) (?:2|1e)$/gm, ours: '$1 1', reason: RESERVED },
      {
        qemu: /^(table at level 0 to update [15]: .* ;) \. \. \. \. (;.*)\n {2}leaf cf/gm,
        ours: '$1 5 7 7 1 $2\n  leaf f',
        reason: UPDATE,
      },
    ],
  },
  {
    name: 'interrupts',
    cpu: 'smaia=true,ssaia=true',
    mmu: 'sv48',
    deviations: [
      {
        qemu: /^(STCE 1\n(?:.*\n){3}sip) 0/gm,
        ours: '$1 20',
        reason: 'sip shows the supervisor timer where it is delegated, as QEMU 7.2 has it; 10.0 does not',
      },
    ],
  },
];
