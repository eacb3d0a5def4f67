/**
 * Who may import whom: the table of docs/ARCHITECTURE.md as data, and the check that holds it.
 *
 * A module belongs to the first folder below `src` (or to `workers`). An entry of `may` names a layer, or a
 * path inside one (`ir/print`); an entry that ends in ` types` allows `import type` alone. `packages` are the
 * modules from outside, with `node:` for all of Node. Tests and `src/testing` may import everything; nothing
 * but tests may import `src/testing`.
 *
 * Reads the sources with a real parser, and reports what it could not resolve: a check that quietly skips what
 * it does not understand is worth nothing.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parseSync } from 'oxc-parser';

interface Layer {
  readonly may: readonly string[];
  readonly packages?: readonly string[];
}

const engine = ['base', 'ir', 'stats', 'memory', 'isa', 'exec', 'devices'];

const layers: Readonly<Record<string, Layer>> = {
  base: { may: [] },
  ir: { may: ['base'] },
  stats: { may: ['base'] },
  memory: { may: ['base', 'ir types', 'stats'] },
  isa: { may: ['ir', 'base', 'memory'] },
  exec: { may: ['ir', 'isa/define', 'memory', 'stats', 'base'] },
  devices: { may: ['memory', 'stats', 'base'] },
  machine: { may: engine, packages: ['fflate', 'valibot'] },
  library: { may: ['machine', 'base'], packages: ['fflate', 'valibot'] },
  protocol: {
    may: [
      'base',
      'stats types',
      'machine/config types',
      'machine/time-travel/requests types',
      'machine/inspect/views types',
      'share/content types',
    ],
    packages: ['valibot'],
  },
  share: { may: ['base', 'machine/config types'], packages: ['fflate', 'valibot'] },
  host: { may: ['protocol', 'stats', 'base'], packages: ['node:', '@noble/hashes', 'comlink', 'fflate'] },
  cli: { may: ['machine', 'host', 'share', 'base'], packages: ['node:'] },
  ui: {
    may: ['protocol', 'stats', 'share', 'isa', 'ir/print', 'base'],
    packages: [
      'react',
      'react-dom',
      'comlink',
      'zustand',
      '@xterm/',
      '@codemirror/',
      '@lezer/',
      'valibot',
      'qr',
    ],
  },
  workers: {
    may: ['machine', 'library', 'share', 'exec', 'host', 'protocol', 'base'],
    packages: ['comlink', 'node:'],
  },
};

export interface LayerReport {
  /** How many modules were parsed: a check that saw fewer than last time is not believed. */
  readonly modules: number;
  /** One line for each violation: where, what. */
  readonly violations: readonly string[];
}

interface Import {
  readonly specifier: string;
  readonly typesOnly: boolean;
  readonly line: number;
}

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path) || path.startsWith('src/testing/');

function modulesBelow(root: string, folder: string): string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.split(sep).join('/')}`)
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .sort();
}

function importsOf(path: string, text: string): Import[] {
  const { module, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path}: ${error.message}`);
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  const found: Import[] = [];
  for (const { moduleRequest, entries, start } of module.staticImports) {
    const typesOnly = entries.length > 0 && entries.every((entry) => entry.isType);
    found.push({ specifier: moduleRequest.value, typesOnly, line: lineAt(start) });
  }
  for (const { entries, start } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest)
        found.push({ specifier: moduleRequest.value, typesOnly: isType, line: lineAt(start) });
    }
  }
  for (const { moduleRequest, start } of module.dynamicImports) {
    const literal = /^(['"`])([^'"`$]+)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end));
    found.push({ specifier: literal?.[2] ?? '(computed)', typesOnly: false, line: lineAt(start) });
  }
  return found;
}

/** `src/ir/print.ts` is `ir/print`; `workers/vcpu.ts` is `workers/vcpu`. */
const nameOf = (path: string): string => path.replace(/^src\//, '').replace(/\.tsx?$/, '');

const isBelow = (name: string, place: string): boolean => name === place || name.startsWith(`${place}/`);

function allowsModule(layer: Layer, name: string, typesOnly: boolean): boolean {
  return layer.may.some((entry) => {
    const place = entry.replace(/ types$/, '');
    return isBelow(name, place) && (typesOnly || place === entry);
  });
}

const allowsPackage = (layer: Layer, specifier: string): boolean =>
  (layer.packages ?? []).some((entry) =>
    /[:/]$/.test(entry) ? specifier.startsWith(entry) : isBelow(specifier, entry),
  );

/** What is wrong with one import, or undefined. */
function judge(root: string, from: string, { specifier, typesOnly }: Import): string | undefined {
  const own = nameOf(from).split('/')[0] ?? '';
  const layer = layers[own];
  if (layer === undefined)
    return isTest(from) ? undefined : `${own} is not a layer: add it to scripts/layers.ts`;
  if (!specifier.startsWith('.')) {
    if (isTest(from) || allowsPackage(layer, specifier)) return undefined;
    return `${own} may not import the package ${specifier}`;
  }
  const path = relative(root, resolve(root, dirname(from), specifier))
    .split(sep)
    .join('/');
  if (!statSync(join(root, path.replace(/\?.*$/, '')), { throwIfNoEntry: false })?.isFile()) {
    return `${specifier} does not exist`;
  }
  if (isTest(from)) return undefined;
  if (isTest(path)) return `only tests may import ${path}`;
  if (path.endsWith('.css')) return own === 'ui' ? undefined : `${own} may not import a style sheet`;
  const name = nameOf(path);
  if (isBelow(name, own) || allowsModule(layer, name, typesOnly)) return undefined;
  const typesWouldDo = allowsModule(layer, name, true);
  return typesWouldDo ? `${own} may import only types from ${name}` : `${own} may not import ${name}`;
}

/** Checks every module below `src` and `workers` of the checkout at `root`. */
export function checkLayers(root: string): LayerReport {
  const paths = [...modulesBelow(root, 'src'), ...modulesBelow(root, 'workers')];
  const violations: string[] = [];
  for (const path of paths) {
    for (const imported of importsOf(path, readFileSync(join(root, path), 'utf8'))) {
      const wrong = judge(root, path, imported);
      if (wrong !== undefined) violations.push(`${path}:${imported.line}: ${wrong}`);
    }
  }
  return { modules: paths.length, violations };
}
