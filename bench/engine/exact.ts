/** Prints the exact figures of this checkout's translator as JSON: `npx tsx bench/engine/exact.ts`. */
import { engineFigures } from './figures.ts';

process.stdout.write(`${JSON.stringify(engineFigures())}\n`);
