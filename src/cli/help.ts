/** `--help`, from the rows of commands and options. */
import type { CommandRow, OptionRow } from './arguments.ts';

const WIDTH = 100;
const COLUMN = 27;

/** Breaks text into lines, each after `indent` blanks. */
function wrap(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((part) => ' '.repeat(indent) + part);
}

/** A name and its explanation in two columns. */
function entry(name: string, text: string): string[] {
  const [first = '', ...rest] = wrap(text, COLUMN);
  return name.length + 4 > COLUMN
    ? [`  ${name}`, first, ...rest]
    : [`  ${name}`.padEnd(COLUMN) + first.trimStart(), ...rest];
}

const optionName = ({ name, short, value }: OptionRow): string =>
  `${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`;

/** The help of one command. */
export function commandHelp(command: CommandRow): string {
  const operands = command.operands.usage ? ` ${command.operands.usage}` : '';
  const lines = [`Usage: trampoline ${command.name} [options]${operands}`, '', ...wrap(command.summary, 0)];
  for (const group of new Set(command.options.map((option) => option.group))) {
    lines.push('', `${group}:`);
    for (const option of command.options.filter((row) => row.group === group)) {
      lines.push(...entry(optionName(option), option.help));
    }
  }
  for (const note of command.notes) lines.push('', ...wrap(note, 0));
  return `${lines.join('\n')}\n`;
}

/** The help of the whole command. */
export function generalHelp(commands: readonly CommandRow[]): string {
  const lines = [
    'Trampoline: a 64-bit RISC-V machine that boots Linux, without a browser.',
    '',
    'Usage: trampoline COMMAND [options]',
    '',
    'Commands:',
    ...commands.flatMap(({ name, summary }) => entry(name, summary)),
    '',
    'Options:',
    ...entry('--help', 'this text, or that of a command after its name'),
    ...entry('--version', 'the version'),
    '',
    'Examples:',
    '  trampoline run --image linux',
    '  trampoline run --kernel Image --initrd initramfs.cpio.gz --ram 512M',
    "  trampoline run --image linux --type '# =>uname -m; poweroff -f\\n' --timeout 60",
  ];
  return `${lines.join('\n')}\n`;
}
