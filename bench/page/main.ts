// Measures the page with a recording in a headless Chromium and prints each goal with what was reached.
//   npm run bench:page [-- --markets 500 --bars 2000 --stride 12]
import { parseArgs } from 'node:util';
import { measurePage } from './measure-page.js';

const { values } = parseArgs({
  options: {
    markets: { type: 'string', default: '500' },
    bars: { type: 'string', default: '2000' },
    stride: { type: 'string', default: '12' },
  },
});
const row = await measurePage(Number(values.markets), Number(values.bars), Number(values.stride));
const { openMs, scansPerSecond, scrubMs, whatIfMs, bytesPerCandle, pageGzipBytes } = row;
const kib = pageGzipBytes / 1024;
const goals: readonly (readonly [goal: string, reached: string, isReached: boolean])[] = [
  ['opens in ≤ 1.5 s', `${openMs.toFixed(0)} ms`, openMs <= 1500],
  ['scans ≥ 30 moments a second', scansPerSecond.toFixed(1), scansPerSecond >= 30],
  ['shows a chosen moment in ≤ 50 ms', `${scrubMs.toFixed(0)} ms`, scrubMs <= 50],
  ['what-if ≤ 16 ms a change', `${whatIfMs.toFixed(1)} ms`, whatIfMs <= 16],
  ['page without data ≤ 250 KB gzipped', `${kib.toFixed(0)} KB`, kib <= 250],
  ['file ≤ 8 bytes a candle', bytesPerCandle.toFixed(2), bytesPerCandle <= 8],
];
console.log(`${row.browser}, ${row.markets} markets × ${row.bars} bars, ${row.scans} scans`);
for (const [goal, reached, isReached] of goals)
  console.log(`${isReached ? 'yes' : 'no '}  ${goal}: ${reached}`);
