import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, test } from './support/jest.js';

/**
 * Folders of src/ and what each may import besides itself; later ones are higher. Type-only imports count.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  util: [],
  market: ['util'],
  // Files of this machine: writes are whole or absent, reads never block.
  files: ['util'],
  // Threads of this machine, whatever they run.
  threads: [],
  indicators: ['util', 'market'],
  kernels: ['util', 'market', 'indicators'],
  levels: ['util', 'market', 'indicators'],
  scoring: ['util', 'market', 'indicators', 'levels'],
  filters: ['util', 'market', 'indicators'],
  presets: ['util', 'market', 'indicators', 'filters', 'scoring', 'levels'],
  feeds: ['util', 'market', 'files', 'threads'],
  // An exchange on loopback: the simulated market behind real wire formats.
  emulator: ['util', 'market', 'feeds', 'files'],
  // Memory of this process, and what follows from it: sizes of batches, relief.
  resources: ['util'],
  cache: ['util', 'market', 'indicators', 'filters', 'scoring', 'levels'],
  // One scan: sieve, acquire, compute, judge, document.
  scanner: [
    'util',
    'market',
    'indicators',
    'kernels',
    'filters',
    'scoring',
    'levels',
    'presets',
    'cache',
    'resources',
  ],
  // Distributions, tests of means, corrections for having tried many: figures in, figures out.
  statistics: ['util'],
  // Every bar of a long history.
  history: ['util', 'market', 'indicators', 'kernels', 'filters', 'scoring', 'presets', 'scanner'],
  // Whether acting on a screen would have been better than not.
  edge: ['util', 'market', 'kernels', 'filters', 'presets', 'history', 'statistics'],
  // Scan after scan: when, what has changed, what to do when one fails.
  watch: ['util', 'scanner'],
  // Candles and records as bytes: exact, small, the same wherever they are kept.
  codec: ['util', 'market'],
  // Scans with all their inputs, in one file.
  recording: ['util', 'market', 'codec', 'files'],
  // Rows under named columns as data tools read them: Parquet, Arrow.
  tables: [],
  // What differs between Node and browsers: files, clocks, threads.
  platform: ['util', 'kernels', 'resources', 'threads'],
  // Candles on disk, one folder per exchange, type and timeframe: bars are never requested twice.
  store: ['util', 'market', 'codec', 'recording', 'history', 'feeds', 'platform', 'files', 'threads'],
  // Figures of the process and of its work; a scan's modules need not know it.
  monitor: ['util', 'platform', 'feeds'],
  // The one HTTP server: guards before every handler, and the routes.
  server: ['util', 'monitor', 'files'],
  // What `import 'squall'` can do, and with it the command line.
  library: [
    'util',
    'market',
    'indicators',
    'kernels',
    'filters',
    'presets',
    'history',
    'edge',
    'feeds',
    'cache',
    'resources',
    'scanner',
    'codec',
    'recording',
    'tables',
    'watch',
    'platform',
    'files',
    'store',
  ],
  cli: [
    'util',
    'market',
    'indicators',
    'kernels',
    'filters',
    'scoring',
    'levels',
    'presets',
    'history',
    'edge',
    'feeds',
    'emulator',
    'cache',
    'scanner',
    'recording',
    'watch',
    'platform',
    'threads',
    'store',
    'library',
    'monitor',
    'server',
    'files',
  ],
  // What `import 'squall'` gives: names of things, nothing of its own.
  'index.ts': [
    'edge',
    'statistics',
    'util',
    'market',
    'indicators',
    'kernels',
    'filters',
    'scoring',
    'levels',
    'presets',
    'feeds',
    'cache',
    'resources',
    'scanner',
    'history',
    'codec',
    'recording',
    'watch',
    'library',
  ],
  // What `import 'squall/node'` gives besides.
  'node.ts': ['feeds', 'scanner', 'codec', 'recording', 'tables', 'store', 'monitor', 'library'],
};

/** Rooms of src/kernels and what each may import of the others besides itself. */
const KERNEL_ROOMS: Readonly<Record<string, readonly string[]>> = {
  // One set of kernels over one memory: WebAssembly or JavaScript.
  engine: [],
  // Which kernels are called, and with what.
  program: ['engine'],
  // Threads that call them.
  pool: ['engine', 'program'],
  // Many markets side by side, all bars at once.
  slab: ['engine', 'program', 'pool'],
  // Bars that come one at a time.
  live: ['engine', 'program'],
  // Every bar of a long history, piece by piece.
  history: ['engine', 'program'],
};

/** Chosen by package.json's `imports`: platform/node.ts or platform/browser.ts. */
const PLATFORM = '#platform';

/** Folders that run unchanged in Node, in a worker and in a browser. */
const PORTABLE = [
  'util',
  'market',
  'indicators',
  'kernels',
  'levels',
  'scoring',
  'filters',
  'presets',
  'scanner',
  'history',
  'watch',
  'feeds/simulated',
  'feeds/memory',
  'codec/block',
  'codec/web',
  'recording/format',
  'recording/reader',
  'cache',
  'resources/memory',
  'resources/batches',
  'resources/relief',
  'resources/browser',
  'library',
];

/** Files in a portable folder that still need Node. */
const NODE_ONLY = ['library/node'];

/** Packages that a portable folder may use. */
const PORTABLE_PACKAGES = new Set([
  '@assemblyscript/loader',
  '@noble/hashes',
  'ajv',
  'leven',
  'lru-cache',
  'p-queue',
  PLATFORM,
  // The JavaScript engine, made by the build; simd and scalar wasm are the platform's.
  '#embedded',
]);

/** Packages that the page may use besides; they are bundled into it. */
const PAGE_PACKAGES = new Set(['@preact/signals', 'lightweight-charts', 'lru-cache', 'preact']);

const SRC = resolve('src');

/** `ajv/dist/2020.js` → `ajv`, `@scope/name/x` → `@scope/name` */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

interface Import {
  readonly file: string;
  readonly target: string;
}

function importsOf(folder: string): Import[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .flatMap((name) => {
      const file = join(folder, name);
      const source = readFileSync(file, 'utf8');
      const specifiers = source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g);
      return [...specifiers].map(([, specifier]) => ({ file, target: specifier }));
    });
}

function isIn(file: string, folders: readonly string[]): boolean {
  return folders.some((folder) => relative(SRC, file).startsWith(`${folder}${sep}`));
}

function folderOf(path: string): string {
  return relative(SRC, path).split(sep)[0];
}

const imports = importsOf(SRC);

describe('imports run one way', () => {
  test('every folder of src is in the table', () => {
    expect(readdirSync(SRC).sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  test('a folder imports only from lower ones', () => {
    expect(imports.length).toBeGreaterThan(100);
    const wrong = imports
      .filter(({ target }) => target.startsWith('.'))
      .filter(({ file, target }) => {
        const from = folderOf(file);
        const to = folderOf(resolve(dirname(file), target));
        return from !== to && !MAY_IMPORT[from].includes(to);
      })
      .map(({ file, target }) => `${relative(SRC, file)} imports ${target}`);
    expect(wrong).toEqual([]);
  });

  test('so do the rooms of the kernels', () => {
    expect(readdirSync(join(SRC, 'kernels')).sort()).toEqual(Object.keys(KERNEL_ROOMS).sort());
    const roomOf = (path: string): string => relative(join(SRC, 'kernels'), path).split(sep)[0];
    const wrong = imports
      .filter(({ file, target }) => folderOf(file) === 'kernels' && target.startsWith('.'))
      .map(({ file, target }) => ({ file, to: resolve(dirname(file), target) }))
      .filter(({ file, to }) => folderOf(to) === 'kernels' && roomOf(to) !== roomOf(file))
      .filter(({ file, to }) => !KERNEL_ROOMS[roomOf(file)].includes(roomOf(to)))
      .map(({ file, to }) => `${relative(SRC, file)} imports ${relative(SRC, to)}`);
    expect(wrong).toEqual([]);
  });

  test('nothing imports from higher ones', () => {
    for (const table of [MAY_IMPORT, KERNEL_ROOMS]) {
      const floors = Object.keys(table);
      const up = floors.filter((from, floor) => table[from].some((to) => floors.indexOf(to) >= floor));
      expect(up).toEqual([]);
    }
  });

  test('no two files import each other in a circle', () => {
    const edges = new Map<string, string[]>();
    for (const { file, target } of imports) {
      if (!target.startsWith('.')) continue;
      const to = resolve(dirname(file), target.replace(/\.js$/, '.ts'));
      edges.set(file, [...(edges.get(file) ?? []), to]);
    }
    const circles: string[] = [];
    const state = new Map<string, 'open' | 'done'>();
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        circles.push(
          [...path.slice(path.indexOf(file)), file].map((step) => relative(SRC, step)).join(' → '),
        );
        return;
      }
      state.set(file, 'open');
      for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
      state.set(file, 'done');
    };
    for (const file of edges.keys()) visit(file, []);
    expect(circles).toEqual([]);
  });

  test('portable folders use no Node module and no package outside the list', () => {
    const wrong = imports
      .filter(({ file }) => isIn(file, PORTABLE) && !isIn(file, NODE_ONLY))
      .filter(({ target }) => !target.startsWith('.') && !PORTABLE_PACKAGES.has(packageOf(target)))
      .map(({ file, target }) => `${relative(SRC, file)} imports ${target}`);
    expect(wrong).toEqual([]);
  });

  test('neither does the platform of browsers', () => {
    const wrong = imports
      .filter(({ file }) => /platform[/\\](browser|platform)\.ts$/.test(file))
      .filter(({ target }) => !target.startsWith('.'));
    expect(wrong).toEqual([]);
  });

  test('the page imports the library and anything below it, never Node or the command line', () => {
    const ofPage = importsOf(resolve('web')).filter(({ file }) => !file.endsWith('vite.config.ts'));
    expect(ofPage.length).toBeGreaterThan(100);
    const wrong = ofPage.filter(({ target, file }) => {
      const path = target.startsWith('.') ? relative(resolve('.'), resolve(dirname(file), target)) : target;
      const isNode = /^(node:|#|src\/(cli|emulator|node)\b)|\/(node|writer)\//.test(path);
      return isNode || (!target.startsWith('.') && !PAGE_PACKAGES.has(packageOf(target)));
    });
    expect(wrong).toEqual([]);
  });

  test('a part of the page imports only from lower ones', () => {
    const floors = ['model', 'engine', 'app'];
    const floorOf = (path: string): number => floors.indexOf(relative(resolve('web'), path).split(sep)[0]);
    const wrong = importsOf(resolve('web'))
      .filter(({ target }) => target.startsWith('.'))
      .filter(({ file, target }) => floorOf(resolve(dirname(file), target)) > floorOf(file));
    expect(wrong.filter(({ file }) => !file.endsWith('vite.config.ts'))).toEqual([]);
  });

  test('only feeds/exchange imports ccxt', () => {
    const wrong = imports.filter(({ file, target }) => {
      const isExchange = relative(SRC, file).startsWith(join('feeds', 'exchange'));
      return /^ccxt(\/|$)/.test(target) && !isExchange;
    });
    expect(wrong).toEqual([]);
  });
});
