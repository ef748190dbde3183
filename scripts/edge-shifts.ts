// How often `squall edge` finds something in real candles where there cannot be anything: the picks of a
// breakout, moved around in time and dealt to other markets. Writes a section of docs/edge-calibration.md:
// node build/js/scripts/edge-shifts.js FILE…
import { basename } from 'node:path';
import { edge } from '../src/edge/edge.js';
import { createEngine } from '../src/kernels/engine/engine.js';
import { openCandles } from '../src/library/node/sources.js';
import { readHistory } from '../src/library/read-history.js';
import { WASM_FILES } from '../test/support/wasm-files.js';
import { breakoutScreen } from './edge/breakout-screens.js';
import { naiveRejects, shareText, uniformText } from './edge/rejections.js';
import { writeSection } from './edge/sections.js';
import { keepScreen, screenOf, shiftedPicks } from './edge/shifted-screen.js';

const SHIFTS = 200;
const HORIZONS = [4, 12, 48];
const [CHANNEL_BARS, VOLUME_RATIO] = [20, 2];

const files = process.argv.slice(2);
if (files.length === 0) throw new TypeError('Expected files of candles, got none.');
const engine = await createEngine('simd', WASM_FILES);
const rows: string[] = [];
for (const file of files) {
  const { feed, timeframeMs, asOfMs } = await openCandles([file], { keepsAll: true });
  const { source } = await readHistory(feed, { timeframeMs, asOfMs });
  const kept = await keepScreen(breakoutScreen(engine, CHANNEL_BARS, VOLUME_RATIO), source);
  for (const horizon of HORIZONS) {
    const outcomes = [];
    for (let seed = 1; seed <= SHIFTS; seed++) {
      const picks = shiftedPicks(kept, seed);
      const { screens } = await edge({
        source,
        detail: feed.source.detail,
        screens: [screenOf(kept, picks, `shift ${seed}`)],
        horizons: [horizon],
        primary: horizon,
        costs: 0.002,
        resamples: 499,
        proofCuts: 0,
      });
      outcomes.push({ ...screens[0].horizons[0], isNaive: naiveRejects(source, picks, horizon) });
    }
    const p = outcomes.map((each) => each.p ?? 1);
    const coversNothing = outcomes.filter(({ interval }) => interval !== null);
    rows.push(
      `| ${basename(file)} | ${horizon} | ${shareText(outcomes, ({ isNaive }) => isNaive)} | ${shareText(p, (each) => each < 0.05)} | ${shareText(coversNothing, ({ interval }) => interval!.low > 0 || interval!.high < 0)} | ${uniformText(p)} |`,
    );
    process.stderr.write(`${rows[rows.length - 1]}\n`);
  }
}

writeSection('docs/edge-calibration.md', 'Nothing is there, in real candles', [
  `The picks of a breakout (a close above the highest high of ${CHANNEL_BARS} bars before, on ${VOLUME_RATIO} times the usual volume), moved around the time of`,
  `the file by a distance that is drawn, and dealt to other markets: ${SHIFTS} times. They come in the same herds and last as long, among real`,
  'prices with all that these have in common, and foretell nothing. The limit for `p` is 8.5 %. The t-test counts every bar that',
  'passes, as most backtests do. The shifts of one file are not independent of each other, so that a figure may be off by more than',
  '200 draws would let one expect. Made by `npm run edge-shifts -- FILES`.',
  '',
  '| candles | bars held | t-test over raw returns | `p` of `squall edge` | interval without 0 | p-values |',
  '|---|--:|--:|--:|--:|--:|',
  ...rows,
]);
