/** What the witness is not asked, and why. Each reason ends with where the thing is checked instead. */
export interface Exclusion {
  /** The row's mnemonic. */
  readonly mnemonic: string;
  readonly reason: string;
}

/** Rows of which no case is made. */
export const EXCLUDED_ROWS: readonly Exclusion[] = [
  {
    mnemonic: 'ecall',
    reason: 'user mode runs it as a Linux system call; the trap is in guest/tests/traps',
  },
  {
    mnemonic: 'wfi',
    reason: 'how long user mode may wait before the trap is open to implementations; guest/tests/modes',
  },
];

/** CSRs that are never drawn: what they read is the machine's own time; guest/tests/modes. */
export const isCounter = (csr: number): boolean => csr >= 0xc00 && csr <= 0xc9f;

/**
 * Restrictions inside rows that are drawn, for the record:
 * - A jump or branch to an instruction of the same batch (its own included): the witness runs on there.
 *   Such targets are drawn again.
 * - A store-conditional after a load-reserved of the other size: the manual lets it fail or succeed; ours fails
 *   and QEMU compares addresses alone. guest/tests/traps
 * - A store-conditional without a reservation to a misaligned or unmapped address: the manual wants the exception,
 *   QEMU's user mode fails it without looking at the address. guest/tests/traps
 * - Accesses lie in the window, or where neither machine has anything.
 */
export const EXCLUDED_MNEMONICS: ReadonlySet<string> = new Set(EXCLUDED_ROWS.map((row) => row.mnemonic));
