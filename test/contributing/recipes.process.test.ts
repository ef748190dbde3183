import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { recipe, RecipeCopy } from './recipe-copy.js';

// What CONTRIBUTING.md says is done in a copy of the package: its files are written, its rows added, nothing else.

let copy: RecipeCopy;
const squall = (...args: readonly string[]): string => copy.squall(...args);

beforeAll(() => {
  copy = new RecipeCopy([
    'bin',
    'package.json',
    'build/js/src',
    'build/js/scripts',
    'build/embedded',
    'docs',
  ]);
  for (const name of ['simd', 'scalar'])
    cpSync(`build/squall.${name}.wasm`, copy.at(`build/squall.${name}.wasm`));
  const steps = [...recipe('Add a filter'), ...recipe('Add a score component')];
  for (const { file, code } of steps) copy.write(file, code);
  addRow('src/filters/index.ts', "import { vwapGap } from './vwap-gap.js';", 'vwapGap');
  addRow('src/scoring/components/index.ts', "import { vwapPull } from './vwap-pull.js';", 'vwapPull');
  copy.compile([...steps.map(({ file }) => file), 'src/filters/index.ts', 'src/scoring/components/index.ts']);
  writeFileSync(copy.at('mine.json'), JSON.stringify(PRESET));
});
afterAll(() => copy.remove());

const PRESET = {
  name: 'mine',
  description: 'What the recipes add, and nothing else.',
  maxCandidates: 10,
  onMissing: 'fail',
  filters: { vwapGap: { maxAtrs: 2 } },
  weights: { vwapPull: 1 },
};

function addRow(file: string, line: string, row: string): void {
  const source = readFileSync(file, 'utf8');
  const start = source.slice(0, source.indexOf('\n') + 1);
  copy.edit(file, [
    [start, `${line}\n${start}`],
    ['const REGISTRY = {\n', `const REGISTRY = {\n  ${row},\n`],
  ]);
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
    const { withTables } = (await import(copy.at('build/js/scripts/judgement-docs.js'))) as {
      withTables: (text: string) => string;
    };
    expect(withTables(readFileSync(copy.at('docs/filters.md'), 'utf8'))).toContain(
      '| `vwapGap` | Furthest from the VWAP of the day, above or below. | `maxAtrs`: Furthest from the VWAP, ATRs. |',
    );
    expect(withTables(readFileSync(copy.at('docs/scoring.md'), 'utf8'))).toContain(
      '| `vwapPull` | vwapGapAtr |',
    );
  });
});
