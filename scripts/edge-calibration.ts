// How often `squall edge` finds edges that do not exist, and those that do. Writes its sections of
// docs/edge-calibration.md.
import { edge } from '../src/edge/edge.js';
import type { HorizonReport } from '../src/edge/edge-report.js';
import type { HistorySource } from '../src/history/scan-history.js';
import type { Picks } from './edge/placebo.js';
import { herdPicks, screenOfPicks, syntheticHistory } from './edge/placebo.js';
import { KOLMOGOROV, naiveRejects, shareText, uniformText } from './edge/rejections.js';
import { writeSection } from './edge/sections.js';

const MARKETS = 60;
const BARS = 2000;
const SCREENS = 200;
const HORIZONS = [1, 12, 48];
const COSTS = 0.002;

const placebo: string[] = [];
for (const horizon of HORIZONS) {
  const outcomes = [];
  for (let seed = 1; seed <= SCREENS; seed++) {
    const { source, picks, report } = await judge(seed, horizon, 0);
    outcomes.push({ ...report, isNaive: naiveRejects(source, picks, horizon) });
  }
  const p = outcomes.map((each) => each.p ?? 1);
  placebo.push(
    `| ${horizon} | ${shareText(outcomes, ({ isNaive }) => isNaive)} | ${shareText(p, (each) => each < 0.05)} | ${shareText(outcomes, coversNothing)} | ${uniformText(p)} |`,
  );
  process.stderr.write(`placebo over ${horizon} bars done\n`);
}

const found: string[] = [];
for (const horizon of HORIZONS) {
  const outcomes = [];
  for (let seed = 1; seed <= SCREENS; seed++) {
    const { report: without } = await judge(seed, horizon, 0);
    const size = 2 * (without.minimumDetectable ?? NaN);
    const { report } = await judge(seed, horizon, size);
    outcomes.push({ ...report, size });
  }
  const isFound = ({ p, excess }: HorizonReport): boolean => (p ?? 1) < 0.05 && (excess ?? 0) > 0;
  const holdsIt = ({ interval, size }: HorizonReport & { readonly size: number }): boolean =>
    interval !== null && interval.low <= size && size <= interval.high;
  found.push(`| ${horizon} | ${shareText(outcomes, isFound)} | ${shareText(outcomes, holdsIt)} |`);
  process.stderr.write(`edges over ${horizon} bars done\n`);
}

const FILE = 'docs/edge-calibration.md';
writeSection(FILE, 'Nothing is there', [
  `${SCREENS} screens that pick at random, in herds that last three bars, on ${MARKETS} synthetic markets of ${BARS} bars each:`,
  "Student's t with 4 degrees of freedom, 40 % of the variance common to all. Each screen has its own market.",
  '',
  'Share of the screens that are called significant at 5 %; the limit is 8.5 %. The t-test counts every bar that passes, as',
  'most backtests do. The last column is √n times the largest distance of the p-values from a uniform distribution, whose 1 % limit is',
  `${KOLMOGOROV.toFixed(2)} (Kolmogorov, Smirnov).`,
  'Made by `npm run edge-calibration`.',
  '',
  '| bars held | t-test over raw returns | `p` of `squall edge` | interval without 0 | p-values |',
  '|--:|--:|--:|--:|--:|',
  ...placebo,
]);
writeSection(FILE, 'An edge is there', [
  'The same screens with twice their smallest detectable edge added to every event: how often it is found, and how often the 95 %',
  'interval holds the truth.',
  '',
  '| bars held | found at 5 % | interval holds it |',
  '|--:|--:|--:|',
  ...found,
]);

interface Judged {
  readonly source: HistorySource;
  readonly picks: Picks;
  readonly report: HorizonReport;
}

async function judge(seed: number, horizon: number, size: number): Promise<Judged> {
  const picks = herdPicks(seed + 10_000, MARKETS, BARS);
  const begins = beginningsOf(picks, horizon);
  const { source } = syntheticHistory({ seed, markets: MARKETS, bars: BARS }, (market, bar) =>
    begins(market, bar - horizon) ? size : 0,
  );
  const { screens } = await edge({
    source,
    detail: 'synthetic',
    screens: [screenOfPicks('placebo', picks, seed)],
    horizons: [horizon],
    primary: horizon,
    costs: COSTS,
    resamples: 499,
    proofCuts: 0,
  });
  return { source, picks, report: screens[0].horizons[0] };
}

/** First bars of episodes: no pick in the bars before. */
function beginningsOf(picks: Picks, quietBars: number): Picks {
  const begins = Array.from({ length: MARKETS }, () => new Uint8Array(BARS));
  for (let market = 0; market < MARKETS; market++) {
    let last = -Infinity;
    for (let bar = 0; bar < BARS; bar++) {
      if (!picks(market, bar)) continue;
      if (bar - last > quietBars) begins[market][bar] = 1;
      last = bar;
    }
  }
  return (market, bar) => bar >= 0 && begins[market][bar] === 1;
}

function coversNothing({ interval }: HorizonReport): boolean {
  return interval !== null && (interval.low > 0 || interval.high < 0);
}
