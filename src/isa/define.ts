/**
 * What the layers above know of instruction sets: the row language, parsed sets of rows, what a guest hands to
 * the engine, and the engine's own state and physical memory as IR. Guests themselves are never imported from
 * here; they arrive as arguments.
 */
export { enginePlace, getEngine, reportFault, requestAttention, setEngine } from './engine.ts';
export { ACCESS, type Access, type Guest, WALK } from './guest.ts';
export type { InstructionSet, Pattern, Row } from './instruction-set.ts';
export {
  codeWritten,
  dataEntry,
  definePhysicalMemory,
  insertTranslation,
  type PhysicalMemory,
} from './physical.ts';
export { extractField, type Field } from './row-language.ts';
