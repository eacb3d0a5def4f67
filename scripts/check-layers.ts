/**
 * Fails on an import that the table in scripts/layers.ts does not allow, and on a run that visited fewer
 * modules than scripts/ratchet.json recorded: a check that stops seeing the tree must not stay green.
 *
 *   npm run check layers             check
 *   npx tsx scripts/check-layers.ts --bless   record the number of modules
 */
import { checkLayers } from './layers.ts';
import { readRatchet, root, writeRatchet } from './ratchet.ts';

const { modules, violations } = checkLayers(root);
const ratchet = readRatchet();
if (process.argv.includes('--bless')) writeRatchet({ ...ratchet, modules });
else if (modules < ratchet.modules) {
  console.error(
    `visited ${modules} modules, ${ratchet.modules} are recorded: if modules were removed, --bless`,
  );
  process.exitCode = 1;
}
for (const violation of violations) console.error(violation);
if (violations.length > 0) process.exitCode = 1;
console.log(`${modules} modules, ${violations.length} violations`);
