// Results of a t-test over raw returns for 60 breakouts on real candles, and of `edge`. Writes a section of
// docs/edge.md and its picture:  node build/js/scripts/edge-demonstration.js FILE…
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { breakoutScreens } from './edge/breakout-screens.js';
import { writeSection } from './edge/sections.js';
import type { TestedVariant } from './edge/tested-variants.js';
import { NORMAL, testedVariants, variantsSvg } from './edge/tested-variants.js';
import { edge } from '../src/edge/edge.js';
import { createEngine } from '../src/kernels/engine/engine.js';
import { openCandles } from '../src/library/node/sources.js';
import { readHistory } from '../src/library/read-history.js';
import { WASM_FILES } from '../test/support/wasm-files.js';

/** Bars held: 4, 12 and 48 after the entry bar. */
const HORIZONS = [5, 13, 49];
const PICTURE = 'docs/images/edge-demonstration.svg';

const files = process.argv.slice(2);
if (files.length === 0) throw new TypeError('Expected files of candles, got none.');
const engine = await createEngine('simd', WASM_FILES);
const rows: string[] = [];
for (const [index, file] of files.entries()) {
  const variants = await variantsOf(file);
  rows.push(rowOf(basename(file), variants));
  if (index > 0) continue;
  const title = `${variants.length} breakouts on ${basename(file)}: ${naiveCount(variants)} called significant, none with a positive edge`;
  if (positive(variants).length > 0) throw new Error(`Expected none with a positive edge: ${title}`);
  writeFileSync(PICTURE, variantsSvg(variants, title));
}
writeSection('docs/edge.md', 'A demonstration', [
  '![Naive and matched t of 60 breakouts](images/edge-demonstration.svg)',
  '',
  'The textbook breakout on real candles: a close above the highest high of the last 10, 20, 55 or 96 bars, on 0, 1, 2, 3 or 5 times the',
  'usual volume, held for 4, 12 or 48 bars: 60 variants, each bar that passes an event. A t-test over the raw returns is what most',
  'backtests amount to. Against markets of the same turnover and volatility at the same moment, one figure a date, nothing of it is left: what it',
  'had measured was the market going up. Made by `npm run edge-demonstration -- FILES`.',
  '',
  '| candles | raw: t beyond ±1.96 | the best of these | its excess over controls | positive and significant, corrected |',
  '|---|--:|---|---|--:|',
  ...rows,
  '',
  'These are 33 to 68 days of one rising market and of the markets that are still there, without costs: they show the method, and do not',
  'rate breakouts for ever.',
]);

async function variantsOf(file: string): Promise<TestedVariant[]> {
  const { feed, timeframeMs, asOfMs } = await openCandles([file], { keepsAll: true });
  const { source } = await readHistory(feed, { timeframeMs, asOfMs });
  const report = await edge({
    source,
    detail: feed.source.detail,
    screens: breakoutScreens(engine),
    horizons: HORIZONS,
    primary: HORIZONS[1],
    quietBars: 0,
    costs: 0.002,
    proofCuts: 1,
  });
  return testedVariants(report);
}

function naiveCount(variants: readonly TestedVariant[]): number {
  return variants.filter(({ naiveT }) => Math.abs(naiveT) > NORMAL).length;
}

function positive(variants: readonly TestedVariant[]): TestedVariant[] {
  return variants.filter(({ excess, adjustedP }) => excess > 0 && adjustedP < 0.05);
}

function rowOf(name: string, variants: readonly TestedVariant[]): string {
  const best = variants.reduce((most, each) => (each.naiveT > most.naiveT ? each : most));
  const bps = (fraction: number): string => `${fraction > 0 ? '+' : ''}${(fraction * 10_000).toFixed(1)} bps`;
  return [
    `| ${name}`,
    `${naiveCount(variants)} of ${variants.length}`,
    `${best.name}: ${bps(best.naiveMean)}, t ${best.naiveT.toFixed(1)}, ${best.events} events`,
    `${bps(best.excess)}, t ${best.t.toFixed(2)}`,
    `${positive(variants).length} |`,
  ].join(' | ');
}
