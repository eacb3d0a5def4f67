/** The corpus through this checkout's translator: what `translate` and `compile` time and `exact` counts. */
import type { RegionCode } from '../../src/exec/jit/shell.ts';
import { RegionShell } from '../../src/exec/jit/shell.ts';
import { type TranslatedRegion, Translator } from '../../src/exec/jit/translator.ts';
import { WASM_PAGE_BYTES } from '../../src/memory/layout.ts';
import { machineOf, programParts } from '../../src/testing/histories.ts';
import { readCorpus } from './corpus.ts';

export interface TranslatedCorpus {
  readonly guestBytes: number;
  readonly guestInstructions: number;
  readonly regions: readonly TranslatedRegion[];
}

export interface CorpusTranslator {
  translate(): TranslatedCorpus;
  /** A module for each region, as a machine that translates makes them. */
  modules(regions: readonly RegionCode[]): Uint8Array[];
  /** Has the host compile a module and make an instance. */
  load(module: Uint8Array): void;
}

const PROGRAM = '_start: j _start\n';

/** With the guest and the generated interpreter of a machine that runs nothing. */
export function corpusTranslator(): CorpusTranslator {
  const machine = machineOf(programParts(PROGRAM));
  const [hart] = machine.harts;
  if (!hart) throw new Error('a machine has a hart');
  const pages = machine.memoryPlan.totalBytes / WASM_PAGE_BYTES;
  const shell = new RegionShell(hart.code.code, pages);
  const translator = new Translator(hart.code, shell);
  const corpus = readCorpus();
  return {
    translate() {
      const regions = corpus.map((each) => {
        const region = translator.translate(each.pages, each.offset);
        if (!region) throw new Error(`nothing can be made of the region at ${each.offset}`);
        return region;
      });
      const blocks = regions.flatMap((region) => region.blocks);
      return {
        guestBytes: corpus.reduce((sum, { bytes }) => sum + bytes, 0),
        guestInstructions: blocks.reduce((sum, { instructions }) => sum + instructions.length, 0),
        regions,
      };
    },
    modules: (regions) => regions.map((region) => shell.module([region])),
    load: (module) => void hart.instantiateRegions(module),
  };
}
