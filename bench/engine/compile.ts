/**
 * Times what the host makes of the translated corpus, several times: compiling a module for each region, and an
 * instance of each. No module is given twice, since hosts remember what they have compiled.
 */
import { betweenMarks, PASSES } from './marks.ts';
import { corpusTranslator } from './translated.ts';

const CUSTOM_SECTION = 0;
const BYTES_AFTER_SIZE = 5;

let given = 0;
/** The same module with a number in a section that means nothing. */
function another(module: Uint8Array): Uint8Array {
  given++;
  const number = [given & 255, (given >> 8) & 255, (given >> 16) & 255, given >>> 24];
  return Uint8Array.from([...module, CUSTOM_SECTION, BYTES_AFTER_SIZE, 0, ...number]);
}

const translator = corpusTranslator();
const modules = translator.modules(translator.translate().regions);
await betweenMarks(() => {
  for (let pass = 0; pass < PASSES; pass++) for (const module of modules) translator.load(another(module));
});
