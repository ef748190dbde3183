// Measures whether the caches save more than they cost, and writes docs/caches.md. Run: npm run caches
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { CACHE_LIMITS, ScanCaches } from '../src/cache/caches.js';
import { missingPolicy } from '../src/filters/run-filters.js';
import type { FilterInput } from '../src/filters/filter.js';
import { runFilters } from '../src/filters/run-filters.js';
import { createSimulatedFeed } from '../src/feeds/simulated/simulated-feed.js';
import { cachedIndicator, computeIndicators, loadEngine } from '../src/library/kernels.js';
import type { IndicatorCall, IndicatorId } from '../src/library/kernels.js';
import { marketFromSymbol } from '../src/market/spelling.js';
import { loadPreset } from '../src/presets/index.js';
import type { MarketResult } from '../src/scanner/scan-result.js';
import { scan } from '../src/library/scan.js';
import { scoreMarket } from '../src/scoring/index.js';
import { squallVersion } from '../src/library/node/version.js';

/** Rounds of every variant, interleaved, so that other load on the machine slows all of them. */
const ROUNDS = 101;
const preset = loadPreset('default');

type Variant = () => void;

/** Lower quartile in µs of each variant, divided by `per`: other load on the machine can only add time. */
function measure<Name extends string>(
  variants: Readonly<Record<Name, Variant>>,
  per: number,
): Record<Name, number> {
  const names = Object.keys(variants) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) {
      const startMs = performance.now();
      variants[name]();
      times[name].push(performance.now() - startMs);
    }
  }
  return Object.fromEntries(
    names.map((name) => [name, (1000 * times[name].sort((a, b) => a - b)[Math.floor(ROUNDS / 4)]) / per]),
  ) as Record<Name, number>;
}

/** Asserted before anything is timed: a cache that changes a result has no figures. */
function assertEqual(a: unknown, b: unknown): void {
  if (JSON.stringify(a) !== JSON.stringify(b))
    throw new Error('Expected equal results with and without a cache.');
}

async function scannedMarkets(marketCount: number): Promise<readonly MarketResult[]> {
  const { markets } = await scan(createSimulatedFeed({ seed: 1, marketCount }));
  return markets.filter(({ errors }) => errors.length === 0);
}

function stageRows(markets: readonly MarketResult[]): string[] {
  const missing = missingPolicy(preset, true);
  const inputs = (asOfMs: number): FilterInput[] =>
    markets.map(({ symbol, marketClass, metrics, missingReasons }, index) => ({
      market: marketFromSymbol(symbol) ?? never(),
      marketClass,
      metrics,
      missingReasons,
      asOfMs,
      ranks: { turnover: index + 1, gain: index + 1, loss: index + 1 },
    }));
  const filterInputs = inputs(1e12);
  const scoreInputs = markets.map(({ metrics, levels, passed }) => ({
    metrics,
    levels: passed ? levels : null,
  }));
  const cacheNow = (): ScanCaches => new ScanCaches('full', () => 0);
  const warm = cacheNow();
  const [filter, score] = [warm.filtersFor(preset, missing), warm.scoresFor(preset)];
  assertEqual(
    filterInputs.map(filter),
    filterInputs.map((input) => runFilters(input, preset, missing)),
  );
  assertEqual(
    scoreInputs.map(score),
    scoreInputs.map((input) => scoreMarket(input, preset)),
  );

  const filters = measure(
    {
      off: () => filterInputs.forEach((input) => runFilters(input, preset, missing)),
      again: () => filterInputs.forEach(warm.filtersFor(preset, missing)),
      first: () => filterInputs.forEach(cacheNow().filtersFor(preset, missing)),
    },
    markets.length,
  );
  const scores = measure(
    {
      off: () => scoreInputs.forEach((input) => scoreMarket(input, preset)),
      again: () => scoreInputs.forEach(warm.scoresFor(preset)),
      first: () => scoreInputs.forEach(cacheNow().scoresFor(preset)),
    },
    markets.length,
  );
  const row = (name: string, { off, first, again }: typeof filters): string =>
    `| ${name} | ${markets.length} | ${off.toFixed(1)} | ${first.toFixed(1)} | ${again.toFixed(1)} |`;
  return [row('filters', filters), row('score', scores)];
}

async function indicatorRows(): Promise<string[]> {
  const engine = await loadEngine();
  const rows: string[] = [];
  for (const [indicator, bars] of [
    ['atr', 500],
    ['bollinger', 500],
    ['bbWidthPercentile', 500],
    ['atr', 10_000],
    ['bollinger', 10_000],
    ['bbWidthPercentile', 10_000],
  ] as const satisfies readonly (readonly [IndicatorId, number])[]) {
    const feed = createSimulatedFeed({ seed: 1, marketCount: 1 });
    const [answer] = await feed.bars(['BTC/USDT'], 300_000, bars, feed.world.defaultAsOfMs);
    if (!('candles' in answer)) return never();
    const { symbol, ...columns } = answer.candles;
    const call: IndicatorCall = { symbol, timeframe: '5m', indicator, columns };
    const compute = (one: IndicatorCall) =>
      computeIndicators(engine, one.columns as unknown as typeof columns, { indicators: [indicator] });
    const cached = cachedIndicator(compute, { nowMs: () => 0 });
    assertEqual(Object.values(cached(call)).map(String), Object.values(compute(call)).map(String));
    cached({ ...call, revision: 0 });
    let revision = 0;
    const calls = (one: () => unknown) => (): void => {
      for (let repeat = 0; repeat < 20; repeat++) one();
    };
    const { off, miss, content, counted } = measure(
      {
        off: calls(() => compute(call)),
        miss: calls(() => cached({ ...call, revision: ++revision })),
        content: calls(() => cached(call)),
        counted: calls(() => cached({ ...call, revision: 0 })),
      },
      20,
    );
    const figures = [off, miss, content, counted].map((us) => us.toFixed(1)).join(' | ');
    rows.push(`| ${indicator} | ${bars} | ${figures} |`);
  }
  return rows;
}

function never(): never {
  throw new Error('The simulated market lacks what it must have.');
}

const stages = [...stageRows(await scannedMarkets(100)), ...stageRows(await scannedMarkets(1000))];
const indicators = await indicatorRows();
const { indicators: ofIndicators, filters, scores } = CACHE_LIMITS;
const seconds = ({ ttlMs }: { readonly ttlMs: number }): string => `${ttlMs / 1000} s`;

writeFileSync(
  'docs/caches.md',
  `# Caches

Made by \`npm run caches\`: ${cpus()[0].model}, Node ${process.version}, Squall ${squallVersion()}; lower
quartiles of ${ROUNDS} interleaved rounds, after the results with and without were found equal.

| cache | entries | kept for | default |
|---|---|---|---|
| filter results | ${filters.entries} | ${seconds(filters)} | off; \`--cache\` |
| score | ${scores.entries} | ${seconds(scores)} | off; \`--cache\` |
| indicators (\`cachedIndicator\`, library only) | ${ofIndicators.entries} | ${seconds(ofIndicators)} | not used by scans |

\`--cache-size half\` (and \`--profile low-memory\`) halves the entries. An entry is kept for its time whether it is read
or not; beyond the limit the one that was not used for the longest time goes. Keys are the canonical JSON of all inputs,
each number in full: with and without caches \`resultSha256\` is the same. Filter and score results are handed out
frozen, indicator series as copies. The JSON of a scan with caches shows hits, misses, evictions and expired entries.

## Filters and score

µs per market, preset \`default\`. *First*: nothing is known yet, every look-up misses. *Again*: the same scan once more.
With more markets than entries the second scan misses as well: each entry has given way before its market comes again.

| stage | markets | without cache | first | again |
|---|---|---|---|---|
${stages.join('\n')}

An entry is met again only by a scan of the same bar with the same spread, depth, trades and ranks.

## Indicators

µs per call of one row (\`computeIndicators\`, ${(await loadEngine()).name} engine). *Miss*: look-up, computing and storing.
*Hit*: by content, which reads all columns for their SHA-256, or by a revision that the caller counts.

| row | bars | without cache | miss | hit by content | hit by revision |
|---|---|---|---|---|---|
${indicators.join('\n')}
`,
);
