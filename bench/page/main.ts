// Measures the page with a recording in a headless Chromium and prints each goal with its result.   npm run
// bench:page [-- --markets 500 --bars 2000 --stride 12]
import { parseArgs } from 'node:util';
import { measurePage } from './measure-page.js';
import { pageGoals } from './page-goals.js';

const { values } = parseArgs({
  options: {
    markets: { type: 'string', default: '500' },
    bars: { type: 'string', default: '2000' },
    stride: { type: 'string', default: '12' },
  },
});
const row = await measurePage(Number(values.markets), Number(values.bars), Number(values.stride));
console.log(`${row.browser}, ${row.markets} markets × ${row.bars} bars, ${row.scans} scans`);
for (const { text: goal, reached, isReached } of pageGoals(row))
  console.log(`${isReached ? 'yes' : 'no '}  ${goal}: ${reached}`);
