import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { codeBlocks } from '../docs/markdown.js';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';

// What CONTRIBUTING.md says is done in a copy of the package: its files are written, its rows added, nothing else.

let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'squall-recipes-'));
  for (const name of ['bin', 'package.json', 'build/js/src', 'build/js/scripts', 'build/embedded', 'docs']) {
    cpSync(name, join(copy, name), { recursive: true });
  }
  for (const name of ['simd', 'scalar'])
    cpSync(`build/squall.${name}.wasm`, join(copy, `build/squall.${name}.wasm`));
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
  const recipes = files();
  for (const [file, code] of recipes) writeFileSync(sourceIn(file), code);
  addRow('src/filters/index.ts', "import { vwapGap } from './vwap-gap.js';", 'vwapGap');
  addRow('src/scoring/components/index.ts', "import { vwapPull } from './vwap-pull.js';", 'vwapPull');
  compile([...recipes.map(([file]) => file), 'src/filters/index.ts', 'src/scoring/components/index.ts']);
  writeFileSync(join(copy, 'mine.json'), JSON.stringify(PRESET));
});
afterAll(() => rmSync(copy, { recursive: true }));

const PRESET = {
  name: 'mine',
  description: 'What the recipes add, and nothing else.',
  maxCandidates: 10,
  onMissing: 'fail',
  filters: { vwapGap: { maxAtrs: 2 } },
  weights: { vwapPull: 1 },
};

/** The files of the recipes, each named in the paragraph above its code. */
function files(): [file: string, code: string][] {
  const lines = readFileSync('CONTRIBUTING.md', 'utf8').split('\n');
  return codeBlocks('CONTRIBUTING.md')
    .filter(({ language }) => language === 'ts')
    .map(({ line, code }) => [lines[line - 4].trim().replaceAll('`', ''), `${code}\n`]);
}

/** Sources stand beside the declarations of the others, so that only they are checked and compiled. */
function sourceIn(file: string): string {
  return join(copy, 'build/js', file);
}

function addRow(file: string, line: string, row: string): void {
  const source = readFileSync(file, 'utf8');
  expect(source).toContain('const REGISTRY = {\n');
  for (const ending of ['.js', '.d.ts']) rmSync(sourceIn(file.replace(/\.ts$/, ending)));
  writeFileSync(
    sourceIn(file),
    `${line}\n${source.replace('const REGISTRY = {\n', `const REGISTRY = {\n  ${row},\n`)}`,
  );
}

/** As the build does: what is no right TypeScript fails here. */
function compile(names: readonly string[]): void {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => readFileSync(path, 'utf8')) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      ...config.compilerOptions,
      incremental: false,
      tsBuildInfoFile: undefined,
      rootDir: undefined,
      outDir: undefined,
    },
    copy,
  );
  const program = ts.createProgram(names.map(sourceIn), options);
  const { diagnostics } = program.emit();
  const found = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  expect(
    ts.formatDiagnostics(found, {
      getCanonicalFileName: (name) => name,
      getCurrentDirectory: () => copy,
      getNewLine: () => '\n',
    }),
  ).toBe('');
}

function squall(...args: readonly string[]): string {
  const run = spawnSync(process.execPath, [join(copy, 'bin/squall.js'), ...args], {
    cwd: copy,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (run.status !== 0) throw new Error(`squall ${args.join(' ')} ended with ${run.status}: ${run.stderr}`);
  return run.stdout;
}

interface Market {
  readonly symbol: string;
  readonly passed: boolean;
  readonly score: number | null;
  readonly metrics: { readonly vwapGapAtr: number | null };
  readonly filters: readonly {
    readonly name: string;
    readonly passed: boolean | null;
    readonly reason: string;
  }[];
  readonly components: readonly { readonly name: string; readonly raw: number; readonly value: number }[];
  readonly errors: readonly unknown[];
}

const MARKET = ['--simulate', '--markets', '60', '--quote', 'USDT'];

describe('by the recipes of CONTRIBUTING.md', () => {
  test('a filter and a component are added, and a scan judges by them', () => {
    const { markets } = JSON.parse(squall('scan', ...MARKET, '--preset', 'mine.json', '--all', '--json')) as {
      markets: readonly Market[];
    };
    const known = markets.filter(({ errors, metrics }) => errors.length === 0 && metrics.vwapGapAtr !== null);
    expect(known.length).toBeGreaterThan(30);
    for (const { metrics, passed, filters, components, score } of known) {
      const gap = metrics.vwapGapAtr as number;
      expect(filters).toMatchObject([{ name: 'vwapGap', passed: Math.abs(gap) <= 2 }]);
      expect(filters[0].reason).toMatch(
        /^Gap to the VWAP of \S+ ATRs is (at most|above) the maximum of 2 ATRs\.$/,
      );
      expect(passed).toBe(Math.abs(gap) <= 2);
      const value = (3 * gap) / (Math.abs(gap) + 2);
      expect(components).toEqual([{ name: 'vwapPull', raw: gap, value, weight: 1, points: value }]);
      expect(score).toBe(value);
    }
  });

  test('a history finds what the scan finds', () => {
    const scan = JSON.parse(squall('scan', ...MARKET, '--preset', 'mine.json', '--all', '--json')) as {
      asOf: string;
      markets: readonly Market[];
    };
    const { episodes } = JSON.parse(squall('history', ...MARKET, '--preset', 'mine.json', '--json')) as {
      episodes: readonly { readonly symbol: string; readonly outMs: number }[];
    };
    const open = episodes.filter(({ outMs }) => outMs === Date.parse(scan.asOf));
    const passing = scan.markets.filter(({ passed }) => passed);
    const symbolsOf = (some: readonly { readonly symbol: string }[]): string[] =>
      some.map(({ symbol }) => symbol).sort();
    expect(symbolsOf(open)).toEqual(symbolsOf(passing));
  });

  test('limits, help and documents follow', async () => {
    expect(
      squall('scan', ...MARKET, '--preset', 'mine.json', '--set', 'vwapGap.maxAtrs=0.5', '--json'),
    ).toContain('maximum of 0.5 ATRs');
    const { withTables } = (await import(join(copy, 'build/js/scripts/judgement-docs.js'))) as {
      withTables: (text: string) => string;
    };
    expect(withTables(readFileSync(join(copy, 'docs/filters.md'), 'utf8'))).toContain(
      '| `vwapGap` | Furthest from the VWAP of the day, above or below. | `maxAtrs`: Furthest from the VWAP, ATRs. |',
    );
    expect(withTables(readFileSync(join(copy, 'docs/scoring.md'), 'utf8'))).toContain(
      '| `vwapPull` | vwapGapAtr |',
    );
  });
});
