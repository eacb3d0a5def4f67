/** The code cache, fetched when the machine asks: the first prompt comes without it. */
import type { Translating } from '../../src/machine/run/translating.ts';

let here: Translating | undefined;
let fetching: Promise<void> | undefined;

/** Resolves when the code is here, or can't be had: a machine runs without, and asks again. */
export function fetchTranslating(): Promise<void> {
  fetching ??= import('../../src/machine/run/translating-here.ts').then(
    ({ translatingHere }) => {
      here = translatingHere;
    },
    () => {
      fetching = undefined;
    },
  );
  return fetching;
}

export const translatingLater: Translating = {
  get Regions() {
    return here?.Regions;
  },
  fetch: () => void fetchTranslating(),
};
