// table
/** The commands and their options: one row each, from which parsing, help and suggestions derive. */
import { MAX_HARTS, MAX_RAM_BYTES, MIN_RAM_BYTES } from '../machine/config/limits.ts';
import { ISAS, MMUS, MODES, TIERS, WARMINGS } from '../machine/config/configuration.ts';
import { formatSize } from '../machine/config/size.ts';
import type { CommandRow, OptionRow } from './arguments.ts';

const HELP: OptionRow = { name: 'help', group: 'Other', help: 'this text' };

const ramRange = `${formatSize(MIN_RAM_BYTES)} to ${formatSize(MAX_RAM_BYTES)}`;

const RUN: CommandRow = {
  name: 'run',
  summary: 'Runs a machine until the guest ends, a pattern appears, or a limit is reached.',
  operands: { usage: '', least: 0, most: 0 },
  options: [
    {
      name: 'elf',
      value: 'FILE',
      group: 'What to run (one of)',
      help: 'bare-metal program, in machine mode on every hart',
    },
    {
      name: 'kernel',
      value: 'FILE',
      group: 'What to run (one of)',
      help: 'Linux Image, plain, gzip’d or EFI zboot with gzip',
    },
    {
      name: 'image',
      value: 'ID',
      group: 'What to run (one of)',
      help: 'image of the catalogue; "trampoline images" lists them',
    },
    {
      name: 'link',
      value: 'URL',
      group: 'What to run (one of)',
      help: 'shared link: run it and compare the state hash',
    },
    { name: 'initrd', value: 'FILE', group: 'With a kernel', help: 'initial RAM disk' },
    {
      name: 'append',
      value: 'TEXT',
      mayBeEmpty: true,
      group: 'With a kernel',
      help: 'kernel command line; replaces the image’s own',
    },
    {
      name: 'firmware',
      value: 'FILE',
      group: 'With a kernel',
      help: 'OpenSBI fw_jump or fw_dynamic instead of the built-in SBI',
    },
    { name: 'isa', value: 'NAME', group: 'Machine', help: `instruction set: ${ISAS.join(', ')}` },
    { name: 'harts', value: 'N', group: 'Machine', help: `harts, 1 to ${MAX_HARTS} (1)` },
    { name: 'ram', value: 'SIZE', group: 'Machine', help: `memory, ${ramRange} with binary K, M, G (256M)` },
    { name: 'mmu', value: 'NAME', group: 'Machine', help: `address translation: ${MMUS.join(', ')} (sv48)` },
    {
      name: 'disk',
      value: 'FILE[,readonly|,write]',
      repeatable: true,
      group: 'Machine',
      help: 'raw disk; changes stay in memory, or go to the file with ",write"',
    },
    { name: 'tiers', value: 'LIST', group: 'Execution', help: `some of ${TIERS.join(',')} (all)` },
    { name: 'warm', value: 'KIND', group: 'Execution', help: `cache warming: ${WARMINGS.join(', ')} (off)` },
    {
      name: 'cache-dir',
      value: 'DIR',
      group: 'Execution',
      help: 'where generated and translated code is kept for "--warm cache"',
    },
    {
      name: 'cache-size',
      value: 'SIZE',
      group: 'Execution',
      help: 'bytes of translated code that are kept at once, 1M to 1G (32M)',
    },
    { name: 'mode', value: 'MODE', group: 'Execution', help: `${MODES.join(' or ')} (realtime)` },
    { name: 'seed', value: 'N', group: 'Execution', help: 'seed of the guest’s entropy (0)' },
    {
      name: 'type',
      value: "'REGEX=>TEXT'",
      repeatable: true,
      group: 'Console',
      help: 'wait for REGEX, then type TEXT (\\n is Enter); rules match in order',
    },
    {
      name: 'until',
      value: 'REGEX',
      group: 'Console',
      help: 'end with status 0 when it appears, once every --type has matched',
    },
    { name: 'no-reboot', group: 'Console', help: 'end when the guest asks for a restart' },
    {
      name: 'max-instructions',
      value: 'N',
      group: 'Limits',
      help: 'end after N instructions, summed over harts',
    },
    { name: 'timeout', value: 'SECONDS', group: 'Limits', help: 'end this long after the process started' },
    {
      name: 'json',
      value: 'FILE',
      group: 'Output',
      help: 'report as JSON; - is standard output, and the console moves to standard error',
    },
    { name: 'dump', value: 'FILE', group: 'Output', help: 'the bytes that the state hash is computed over' },
    {
      name: 'from-snapshot',
      value: 'FILE',
      group: 'Execution',
      help: 'go on from a snapshot of this machine instead of power-on',
    },
    {
      name: 'save-snapshot',
      value: 'FILE',
      group: 'Output',
      help: 'the state that the run stopped in, to go on from later',
    },
    {
      name: 'record',
      value: 'FILE',
      group: 'Output',
      help: 'the run, its input and checkpoints, for "trampoline link encode FILE"',
    },
    {
      name: 'gdb',
      value: 'PORT',
      group: 'Execution',
      help: 'wait for a debugger on this port of localhost; it can step and continue backward',
    },
    {
      name: 'tlb-entries',
      value: 'N',
      group: 'Execution',
      help: 'size of each load, store and fetch TLB: a power of two up to 512 (512; fetch 256)',
    },
    {
      name: 'threads',
      value: 'on|off',
      group: 'Execution',
      help: 'experimental: several harts in real time run at the same time, each in a thread of its own (off)',
    },
    {
      name: 'count',
      value: 'detail',
      group: 'Output',
      help: 'also count each block and exit of translated code (slower)',
    },
    { name: 'quiet', group: 'Output', help: 'do not show the console' },
    HELP,
  ],
  notes: [
    'In a terminal, keys go to the guest and Ctrl-A x quits (Ctrl-A Ctrl-A sends Ctrl-A). Otherwise standard input is typed as it comes, into an image once it shows its prompt. In deterministic mode only --type types.',
    'Patterns are JavaScript regular expressions, multi-line, over the console’s bytes as Latin-1, each searched from the end of the previous match; text that the guest echoes counts. REGEX ends at the first "=>" that has no backslash before it. A pattern that can match a line break is searched in the last 4 KiB of output, any other in the current line.',
    'Status: 0 the guest succeeded or --until was seen; 1 the guest failed, or a link did not reproduce; 2 bad usage or input; 3 a limit was reached.',
  ],
};

const IMAGES: CommandRow = {
  name: 'images',
  summary: 'Lists the images that come with this build.',
  operands: { usage: '', least: 0, most: 0 },
  options: [{ name: 'json', group: 'Output', help: 'the whole catalogue as JSON' }, HELP],
  notes: [],
};

const LINK: CommandRow = {
  name: 'link',
  summary: 'Makes a share link of a JSON description, or shows what a link holds.',
  operands: { usage: 'encode|decode FILE|LINK|-', least: 2, most: 2 },
  options: [
    {
      name: 'base',
      value: 'URL',
      group: 'Options',
      help: 'address of the page for "encode"; without it the link begins at "?"',
    },
    HELP,
  ],
  notes: [
    '"encode" reads the JSON that "decode" and "run --record" write; "-" is standard input.',
    'A link that holds a run is compared at up to 64 checkpoints and at its end by "trampoline run --link".',
  ],
};

const ASM: CommandRow = {
  name: 'asm',
  summary: 'Assembles a program for the bare machine, to be run with --elf.',
  operands: { usage: 'FILE', least: 1, most: 1 },
  options: [{ name: 'output', short: 'o', value: 'ELF', group: 'Options', help: 'the program' }, HELP],
  notes: [
    'FILE is - for standard input. Execution begins at _start, at 0x80000000 unless .org says otherwise.',
  ],
};

const DISASM: CommandRow = {
  name: 'disasm',
  summary: 'Lists the executable segments of an ELF program as assembly text.',
  operands: { usage: 'FILE', least: 1, most: 1 },
  options: [HELP],
  notes: ['Data between instructions are listed as if they were instructions.'],
};

const BENCH: CommandRow = {
  name: 'bench',
  summary: 'Measures boot and kernels, all or the named ones, and reports medians with their spread.',
  operands: { usage: '[NAME…]', least: 0, most: 1000 },
  options: [
    { name: 'json', value: 'FILE', group: 'Options', help: 'the report as JSON; - is standard output' },
    {
      name: 'against',
      value: 'LIST',
      group: 'Options',
      help: 'measure qemu, native or both in turn with this command',
    },
    { name: 'browser', group: 'Options', help: 'measure the page in Chromium too' },
    { name: 'samples', value: 'N', group: 'Options', help: 'samples of each (7)' },
    { name: 'list', group: 'Options', help: 'show the names and groups' },
    HELP,
  ],
  notes: ['docs/BENCHMARKS.md says how to read the figures, and how not to fool yourself.'],
};

/** Options of `run` that say which machine runs, and how far. */
const INSPECTS_WITH: readonly string[] = [
  ...['elf', 'kernel', 'image', 'initrd', 'append', 'firmware', 'isa', 'harts', 'ram', 'mmu', 'disk'],
  ...['tiers', 'seed', 'from-snapshot', 'count', 'type', 'until', 'no-reboot', 'timeout'],
];

const INSPECT: CommandRow = {
  name: 'inspect',
  summary: 'Shows what became of guest code: assembly, IR, WebAssembly, counts; or the hottest blocks.',
  operands: { usage: '', least: 0, most: 0 },
  options: [
    {
      name: 'address',
      value: 'HEX',
      group: 'What to show (one of, or both)',
      help: 'the translated region that holds this address, as the hart sees it',
    },
    {
      name: 'physical',
      value: 'HEX',
      group: 'What to show (one of, or both)',
      help: 'the same for a physical address, as --hottest lists them',
    },
    {
      name: 'hottest',
      value: 'N',
      group: 'What to show (one of, or both)',
      help: 'the N blocks that most was retired in; exact with --count detail, else samples',
    },
    { name: 'hart', value: 'N', group: 'What to show (one of, or both)', help: 'whose address it is (0)' },
    {
      name: 'stage',
      value: 'NAME',
      group: 'What to show (one of, or both)',
      help: 'assembly, ir, wasm (a whole module) or all (all)',
    },
    {
      name: 'after',
      value: 'N',
      group: 'Limits',
      help: 'run so many instructions first, summed over harts (0)',
    },
    ...RUN.options.filter(({ name }) => INSPECTS_WITH.includes(name)),
    { name: 'json', value: 'FILE', group: 'Output', help: 'all of it as JSON; - is standard output' },
    HELP,
  ],
  notes: [
    'The machine runs in deterministic mode and its console is not shown. Counts are of translated code alone, and come from code that counts what it does; samples say where a hart was found and count nothing. docs/INSPECT.md shows how to read it all.',
  ],
};

export const COMMANDS: readonly CommandRow[] = [RUN, IMAGES, BENCH, INSPECT, LINK, ASM, DISASM];
