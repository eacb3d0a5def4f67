/**
 * Writes bench/engine/corpus.json: code that was translated while Linux booted and vmbench ran some kernels, as much
 * of it as has 1,000 instructions, from all over the run. To be recorded anew only when guest code has become
 * another: figures of builds can be compared as long as the corpus is the same.
 *
 *   npx tsx bench/engine/record-corpus.ts
 */
import { writeFileSync } from 'node:fs';
import { Random } from '../../src/base/random.ts';
import type { Translation } from '../../src/exec/jit/translation.ts';
import { ConsoleScript } from '../../src/machine/console-script.ts';
import type { Machine } from '../../src/machine/machine.ts';
import { linuxParts, machineOf, typing } from '../../src/testing/histories.ts';
import type { CorpusRegion } from './corpus.ts';

const INSTRUCTIONS = 1000;
const RUN = 700_000_000;
const WORK =
  'VMB_SCALE=0.05 vmbench nqueens sha256 qsort dhry interp nbody syscall fork; ls -lR / | md5sum\\n';

function runGuest(): Machine {
  const script = new ConsoleScript(typing(`trampoline:~# =>${WORK}`));
  const parts = linuxParts({ ramBytes: 128 << 20 });
  const { configuration } = parts;
  const machine: Machine = machineOf(
    { ...parts, configuration: { ...configuration, tiers: ['interpreter', 'baseline'] } },
    (byte) => {
      for (const answer of script.push(byte))
        if (answer !== 'stop') machine.scheduleInput(answer, 1_000_000, 100_000);
    },
  );
  machine.run(RUN);
  return machine;
}

function region({ offset, places, halves, targets }: Translation): CorpusRegion {
  const runs: [number, string][] = [];
  let next = Number.NaN;
  places.forEach((place, index) => {
    const half = halves[index] ?? 0;
    const text = Buffer.from([half & 255, half >> 8]).toString('hex');
    const last = runs.at(-1);
    if (last && place === next) last[1] += text;
    else runs.push([place, text]);
    next = place + 2;
  });
  return { offset, runs, targets: [...targets] };
}

/** Translations with so many instructions together, drawn at random, always the same. */
function draw(translations: readonly Translation[]): Translation[] {
  for (let seed = 1; ; seed++) {
    const random = new Random(seed);
    const left = translations.toSorted((a, b) => a.instructions - b.instructions || a.offset - b.offset);
    const drawn: Translation[] = [];
    let missing = INSTRUCTIONS;
    while (missing > 0 && left.length > 0) {
      const [one] = left.splice(random.below(left.length), 1);
      if (!one || one.instructions > missing) continue;
      drawn.push(one);
      missing -= one.instructions;
    }
    if (missing === 0) return drawn;
  }
}

const { translations } = runGuest().warmStart();
const drawn = draw(translations);
const lines = drawn.map((one) => JSON.stringify(region(one)));
writeFileSync(new URL('corpus.json', import.meta.url), `[\n${lines.join(',\n')}\n]\n`);
process.stdout.write(`${drawn.length} of ${translations.length} regions\n`);
