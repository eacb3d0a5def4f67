import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkLayers } from './layers.ts';

/** Writes a small tree, and says what the check finds in it. */
const trees: string[] = [];
function violationsOf(files: Record<string, string>): readonly string[] {
  const root = mkdtempSync(join(tmpdir(), 'layers-'));
  trees.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const { modules, violations } = checkLayers(root);
  expect(modules).toBe(Object.keys(files).length);
  return violations;
}

afterEach(() => {
  for (const tree of trees.splice(0)) rmSync(tree, { recursive: true });
});

const value = 'export const value = 1;\nexport type Kind = 1;\n';

describe('checkLayers', () => {
  it('accepts what the table allows', () => {
    const found = violationsOf({
      'src/base/a.ts': value,
      'src/ir/print.ts': "import { value } from '../base/a.ts';\nexport const twice = value * 2;\n",
      'src/memory/b.ts': "import type { twice } from '../ir/print.ts';\nexport type Twice = typeof twice;\n",
      'src/ui/c.tsx':
        "import { twice } from '../ir/print.ts';\nimport { useState } from 'react';\nuseState(twice);\n",
      'src/isa/define.ts': value,
      'src/exec/d.ts': "import { value } from '../isa/define.ts';\nexport const v = value;\n",
    });
    expect(found).toEqual([]);
  });

  it('refuses an import upwards and says where', () => {
    const found = violationsOf({
      'src/base/a.ts': "\nimport { value } from '../ir/b.ts';\nexport const v = value;\n",
      'src/ir/b.ts': value,
    });
    expect(found).toEqual(['src/base/a.ts:2: base may not import ir/b']);
  });

  it.each(['exec', 'devices', 'memory'])('keeps the page away from %s', (layer) => {
    const files = { [`src/${layer}/a.ts`]: value, 'src/ui/b.ts': `import '../${layer}/a.ts';\n` };
    expect(violationsOf(files)).toEqual([`src/ui/b.ts:1: ui may not import ${layer}/a`]);
  });

  it('keeps guests out of exec, which may see the row language alone', () => {
    const files = { 'src/isa/riscv64/rows.ts': value, 'src/exec/a.ts': "import '../isa/riscv64/rows.ts';\n" };
    expect(violationsOf(files)).toEqual(['src/exec/a.ts:1: exec may not import isa/riscv64/rows']);
  });

  it('distinguishes types from values', () => {
    const files = {
      'src/ir/a.ts': value,
      'src/memory/b.ts': "import type { Kind } from '../ir/a.ts';\nimport { value } from '../ir/a.ts';\n",
      'src/memory/c.ts': "import { type Kind, value } from '../ir/a.ts';\n",
    };
    const wrong = 'memory may import only types from ir/a';
    expect(violationsOf(files)).toEqual([`src/memory/b.ts:2: ${wrong}`, `src/memory/c.ts:1: ${wrong}`]);
  });

  it('sees re-exports and dynamic imports', () => {
    const found = violationsOf({
      'src/ir/a.ts': value,
      'src/base/b.ts': "export { value } from '../ir/a.ts';\n",
      'src/base/c.ts': "export * from '../ir/a.ts';\n",
      'src/base/d.ts': "export const load = () => import('../ir/a.ts');\n",
      'src/base/e.ts': 'export const load = (name: string) => import(name);\n',
    });
    expect(found).toEqual([
      'src/base/b.ts:1: base may not import ir/a',
      'src/base/c.ts:1: base may not import ir/a',
      'src/base/d.ts:1: base may not import ir/a',
      'src/base/e.ts:1: base may not import the package (computed)',
    ]);
  });

  it('refuses packages and Node in the core, and imports that lead nowhere', () => {
    const found = violationsOf({
      'src/base/a.ts': "import 'node:fs';\nimport 'react';\nimport './gone.ts';\n",
    });
    expect(found).toEqual([
      'src/base/a.ts:1: base may not import the package node:fs',
      'src/base/a.ts:2: base may not import the package react',
      'src/base/a.ts:3: ./gone.ts does not exist',
    ]);
  });

  it('lets tests import anything, and nothing else import src/testing', () => {
    const found = violationsOf({
      'src/testing/golden.ts': value,
      'src/base/a.test.ts': "import 'vitest';\nimport '../testing/golden.ts';\nimport '../exec/b.ts';\n",
      'src/exec/b.ts': "import { value } from '../testing/golden.ts';\nexport const v = value;\n",
    });
    expect(found).toEqual(['src/exec/b.ts:1: only tests may import src/testing/golden.ts']);
  });

  it('refuses a folder that is no layer', () => {
    expect(violationsOf({ 'src/misc/a.ts': "import '../base/b.ts';\n", 'src/base/b.ts': value })).toEqual([
      'src/misc/a.ts:1: misc is not a layer: add it to scripts/layers.ts',
    ]);
  });
});
