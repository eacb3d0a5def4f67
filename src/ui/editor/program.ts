/** The program in the editor, kept in this browser; the editor's component shows it, lessons and samples put one in. */
import { create } from '../state/create.ts';

const KEY = 'trampoline program';

export interface Program {
  readonly name: string;
  readonly text: string;
}

const FIRST: Program = {
  name: 'program.s',
  text: `# A program on a bare machine. Run it with the button above.

.equ UART, 0x10000000

.text
.globl _start
_start:
    li s1, UART
    la s0, text
next:
    lbu t0, (s0)
    beqz t0, done
    sb t0, (s1)
    addi s0, s0, 1
    j next
done:
    j done

.rodata
text: .asciz "My first program\\r\\n"
`,
};

function known(): Program {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (typeof kept === 'object' && kept !== null && 'name' in kept && 'text' in kept) {
      const { name, text } = kept;
      if (typeof name === 'string' && typeof text === 'string') return { name, text };
    }
  } catch {
    // Nothing is kept.
  }
  return FIRST;
}

/** `revision` grows whenever somebody but the editor itself changes the text. */
export const useProgram = create<Program & { readonly revision: number }>()(() => ({
  ...known(),
  revision: 0,
}));

export function putProgram(program: Program): void {
  useProgram.setState(({ revision }) => ({ ...program, revision: revision + 1 }));
  keep(program);
}

/** The editor's own change. */
export function editProgram(text: string): void {
  const { name } = useProgram.getState();
  useProgram.setState({ text });
  keep({ name, text });
}

function keep(program: Program): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(program));
  } catch {
    // It holds until the page is left.
  }
}
