/** Times the translator: the corpus into bodies of WebAssembly functions, several times. */
import { betweenMarks, PASSES } from './marks.ts';
import { corpusTranslator } from './translated.ts';

const translator = corpusTranslator();
await betweenMarks(() => {
  for (let pass = 0; pass < PASSES; pass++) translator.translate();
});
