import { describe, expect, it } from 'vitest';
import { findDirt } from './hygiene.ts';

/** Built from pieces, so that this file itself stays clean. */
const machinePath = ['', 'home', 'somebody', 'x'].join('/');
const registryHost = ['registry', 'example', 'org'].join('.');
const unfinished = ['TO', 'DO'].join('');

describe('findDirt', () => {
  it.each([
    ['a path of one machine', `see ${machinePath} for more`],
    ['the host name of a package registry', `"resolved": "https://${registryHost}/x.tgz"`],
    ['a mark of unfinished work', `// ${unfinished}: later`],
  ])('finds %s', (what, line) => {
    const [found = '', ...more] = findDirt('src/a.ts', `first\n${line}\n`);
    expect(more).toEqual([]);
    expect(found).toContain(`src/a.ts:2: ${what}`);
  });

  it('wants a reason for each lint exception', () => {
    const comment = ['// oxlint', 'disable-next-line no-console'].join('-');
    expect(findDirt('src/a.ts', comment)).toHaveLength(1);
    expect(findDirt('src/a.ts', `${comment} -- the console is the product here`)).toEqual([]);
  });

  it('lets guest files speak of the paths of the guest', () => {
    expect(findDirt('guest/init', `mount ${machinePath}`)).toEqual([]);
    expect(findDirt('guest/init', `fetch https://${registryHost}/x`)).toHaveLength(1);
  });

  it('leaves relative paths and addresses alone', () => {
    expect(
      findDirt('src/a.ts', "import '../work/x.ts'; fetch('https://host/tmp/x'); path = dir + '~/home/x'"),
    ).toEqual([]);
  });
});
