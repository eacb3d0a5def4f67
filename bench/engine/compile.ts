/** Times what the host makes of the translated corpus: compiling a module for each region, and an instance of each. */
import { betweenMarks } from './marks.ts';
import { corpusTranslator } from './translated.ts';

const translator = corpusTranslator();
const { regions } = translator.translate();
await betweenMarks(() => {
  for (const module of translator.modules(regions)) translator.load(module);
});
