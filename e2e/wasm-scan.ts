/**
 * Looks for tail calls in a WebAssembly module, instruction by instruction: a browser without them refuses every module
 * that has one, whatever its size. Its text is run in front of the page's workers, so it refers to nothing outside.
 */
export function hasTailCalls(module: Uint8Array): boolean {
  let at = 8;
  const byte = (): number => module[at++] ?? 0;
  const leb = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const next = byte();
      if (shift < 35) value += (next & 0x7f) * 2 ** shift;
      if (next < 0x80) return value;
    }
  };
  const lebs = (count: number): void => {
    for (let left = count; left > 0; left--) leb();
  };
  const skip = (count: number): void => void (at += count);
  const access = (): void => {
    // Alignment with a bit for a memory's index, and the offset.
    lebs(leb() & 0x40 ? 2 : 1);
  };
  const blockType = (): void => {
    if ((module[at] ?? 0) >= 0x40 && (module[at] ?? 0) < 0x80) skip(1);
    else leb();
  };
  const prefixed = (prefix: number): void => {
    const code = leb();
    if (prefix === 0xfc) lebs(code <= 7 ? 0 : [8, 10, 12, 14].includes(code) ? 2 : 1);
    else if (prefix === 0xfe && code === 3) skip(1);
    else if (prefix === 0xfe) access();
    else if (code <= 11 || code === 92 || code === 93) access();
    else if (code === 12 || code === 13) skip(16);
    else if (code >= 21 && code <= 34) skip(1);
    else if (code >= 84 && code <= 91) {
      access();
      skip(1);
    }
  };
  /** Steps over one instruction's operands. */
  const operands = (code: number): void => {
    if (code >= 0x02 && code <= 0x04) blockType();
    else if ([0x0c, 0x0d, 0x10, 0x3f, 0x40, 0x41, 0x42, 0xd0, 0xd2].includes(code)) leb();
    else if (code === 0x0e) lebs(leb() + 1);
    else if (code === 0x11) lebs(2);
    else if (code === 0x1c) skip(leb());
    else if (code >= 0x20 && code <= 0x26) leb();
    else if (code >= 0x28 && code <= 0x3e) access();
    else if (code === 0x43) skip(4);
    else if (code === 0x44) skip(8);
    else if (code >= 0xfc && code <= 0xfe) prefixed(code);
  };
  while (at < module.length) {
    const section = byte();
    const end = leb() + at;
    if (section !== 10) {
      at = end;
      continue;
    }
    for (let bodies = leb(); bodies > 0; bodies--) {
      const bodyEnd = leb() + at;
      // Local variables in groups: how many, of which type.
      lebs(2 * leb());
      while (at < bodyEnd) {
        const code = byte();
        if (code === 0x12 || code === 0x13) return true;
        operands(code);
      }
      if (at !== bodyEnd) throw new Error('an instruction is not known to the scan for tail calls');
    }
  }
  return false;
}
