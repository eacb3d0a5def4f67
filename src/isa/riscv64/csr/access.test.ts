import { describe, expect, it } from 'vitest';
import { instantiateFunctions } from '../../../testing/ir-harness.ts';
import { csrAccess } from './access.ts';
import { csrNumbers } from './numbers.ts';
describe('x', () => { it('reads misa', () => {
  const m = instantiateFunctions([csrAccess]);
  m.hart.privilege = 3;
  expect(m.call(csrAccess, csrNumbers.misa!, 0, 0n)).toBe(0x800000000014112dn);
  expect(m.engine.faulted).toBe(0);
});});
