/** Times the translator: 1,000 guest instructions of the corpus into bodies of WebAssembly functions. */
import { betweenMarks } from './marks.ts';
import { corpusTranslator } from './translated.ts';

const translator = corpusTranslator();
await betweenMarks(() => void translator.translate());
