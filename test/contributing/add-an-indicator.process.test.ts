import { readFileSync, writeFileSync } from 'node:fs';
import { KERNELS } from '../../src/kernels/engine/call.js';
import { ENGINE_NAMES } from '../../src/kernels/engine/engine.js';
import type * as Squall from '../../src/index.js';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { recipe, RecipeCopy } from './recipe-copy.js';

// The recipe of CONTRIBUTING.md for an indicator, followed step by step in a copy of the package: a kernel, its rows
// and a vector, built for every engine.

/** How each table that takes a row ends. */
const ENDS: Readonly<Record<string, string>> = {
  CATALOGUE: '\n];',
  PROGRAMS: '\n};',
  METRICS: '\n} as const satisfies',
};

interface Vector {
  readonly params: { readonly period: number };
  readonly input: { readonly close: readonly number[] };
  readonly expected: { readonly efficiencyRatio: readonly (number | null)[] };
}

let copy: RecipeCopy;
let squall: typeof Squall;
let vector: Vector;

beforeAll(async () => {
  copy = new RecipeCopy([
    ...['bin', 'package.json', 'asconfig.json', 'assembly', 'scripts', 'docs'],
    ...['build/js/src', 'build/js/scripts', 'build/embedded', 'build/assembly'],
  ]);
  const steps = recipe('Add an indicator');
  const rows = steps.filter(({ table }) => table !== null);
  for (const { file, table, code } of steps) {
    if (table === null) copy.write(file, code);
    else addRow(file, table, code);
  }
  copy.edit('src/kernels/engine/call.ts', [
    ["  'benchmarkWindow',\n] as const", "  'benchmarkWindow',\n  'efficiencyRatio',\n] as const"],
  ]);
  copy.edit('assembly/run.ts', [
    [
      "import { ema } from './ema';\n",
      "import { efficiencyRatio } from './efficiency-ratio';\nimport { ema } from './ema';\n",
    ],
    [
      '      return;\n  }\n}',
      `      return;\n    case ${KERNELS.length}:\n      return efficiencyRatio<V>(call, lane);\n  }\n}`,
    ],
  ]);
  copy.compile([...rows.map(({ file }) => file), 'src/kernels/engine/call.ts']);
  await buildEngines();
  vector = JSON.parse(readFileSync(copy.at('test/vectors/efficiency-ratio-3.json'), 'utf8')) as Vector;
  squall = (await import(copy.at('build/js/src/index.js'))) as typeof Squall;
});
afterAll(() => copy.remove());

function addRow(file: string, table: string, row: string): void {
  const source = readFileSync(file, 'utf8');
  const start = source.indexOf(`export const ${table}`);
  const end = source.indexOf(ENDS[table], start);
  copy.edit(file, [[source.slice(start, end), `${source.slice(start, end)}\n${row.trimEnd()}`]]);
}

/** As the build does, but not optimized: the bits are the same, and it takes a quarter of the time. */
async function buildEngines(): Promise<void> {
  const config = JSON.parse(readFileSync(copy.at('asconfig.json'), 'utf8')) as { options: object };
  const quick = { ...config, options: { ...config.options, optimizeLevel: 0, converge: false } };
  writeFileSync(copy.at('quick.json'), JSON.stringify(quick));
  for (const target of ['simd', 'scalar']) {
    copy.run('node_modules/assemblyscript/bin/asc.js', '--config', 'quick.json', '--target', target);
  }
  const { embedWasm, embedJavaScript } = (await import(copy.at('scripts/embed.mjs'))) as {
    readonly embedWasm: (target: string) => void;
    readonly embedJavaScript: () => Promise<void>;
  };
  for (const target of ['simd', 'scalar']) embedWasm(target);
  await embedJavaScript();
}

const MARKET = ['BTC/USDT', '--simulate', '--markets', '20'];

function seriesOf(...args: readonly string[]): readonly (number | null)[] {
  const text = copy.squall('indicators', ...MARKET, '--only', 'efficiencyRatio', ...args, '--json');
  const { series } = JSON.parse(text) as { series: { efficiencyRatio: (number | null)[] } };
  return series.efficiencyRatio;
}

describe('an indicator added by the recipe of CONTRIBUTING.md', () => {
  test.each(ENGINE_NAMES)('has the values of its vector in the engine %s', async (engine) => {
    const close = Float64Array.from(vector.input.close);
    const { efficiencyRatio } = (await squall.indicators(
      { close },
      {
        indicators: ['efficiencyRatio' as never],
        params: { efficiencyRatio: vector.params },
        engine,
      },
    )) as { efficiencyRatio: Float64Array };
    vector.expected.efficiencyRatio.forEach((expected, bar) => {
      if (expected === null) expect(efficiencyRatio[bar]).toBeNaN();
      else expect(efficiencyRatio[bar]).toBeCloseTo(expected, 6);
    });
  });

  test('is an indicator of the command line, with its parameter', () => {
    const usual = seriesOf('--last', '5');
    expect(usual).toHaveLength(5);
    for (const value of usual) expect(value).toBeGreaterThanOrEqual(0);
    for (const value of usual) expect(value).toBeLessThanOrEqual(1.000001);
    expect(seriesOf('--last', '5', '--param', 'efficiencyRatio.period=3')).not.toEqual(usual);
    expect(copy.squall('indicators', ...MARKET, '--only', 'efficiencyRatio', '--last', '2')).toContain(
      'efficiencyRatio',
    );
  });

  test('is a metric of every market in the JSON of a scan', () => {
    const { markets } = JSON.parse(
      copy.squall('scan', '--simulate', '--markets', '20', '--all', '--json'),
    ) as {
      markets: readonly { symbol: string; metrics: { efficiencyRatio: number | null } }[];
    };
    const values = markets.map(({ metrics }) => metrics.efficiencyRatio);
    expect(values.filter((value) => typeof value === 'number').length).toBeGreaterThan(10);
    const btc = markets.find(({ symbol }) => symbol === 'BTC/USDT');
    expect(btc?.metrics.efficiencyRatio).toBe(seriesOf('--last', '1')[0]);
  });

  test('is a column of a history, with the values of the series', async () => {
    const feed = squall.simulate({ seed: 1, marketCount: 20 });
    const asOfMs = (await feed.lastCloseTimeMs(300_000)) ?? NaN;
    const { source } = await squall.readHistory(feed, {
      timeframeMs: 300_000,
      asOfMs,
      symbols: ['BTC/USDT'],
    });
    const series = seriesOf();
    const chunks = squall.scanHistory({
      source,
      preset: squall.loadPreset('default'),
      missing: { all: 'fail', liveOnly: 'skip' },
      engine: await squall.loadEngine(),
      metrics: ['efficiencyRatio' as never],
    });
    let last = NaN;
    for await (const { metrics, barCount } of chunks) {
      last = (metrics as unknown as { efficiencyRatio: Float32Array }).efficiencyRatio[barCount - 1];
    }
    expect(last).toBe(series.at(-1));
  });

  test('appears in the documents and in the schema of results', async () => {
    const { metricDocs, metricSchema } = (await import(
      copy.at('build/js/scripts/judgement-docs.js')
    )) as Record<string, () => unknown>;
    expect(metricDocs()).toContain('| efficiencyRatio | fraction |');
    expect(metricSchema()).toHaveProperty('efficiencyRatio');
  });
});
