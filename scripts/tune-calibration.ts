// How often `squall tune` finds edges that do not exist, among a thousand candidates. Writes its section of
// docs/edge-calibration.md.
import { writeSection } from './edge/sections.js';
import type { LuckOptions } from './edge/tune-luck.js';
import { tuneLuck } from './edge/tune-luck.js';
import type { TuneReport } from '../src/edge/tune-report.js';

const SEEDS = 100;
const LUCK: LuckOptions = { markets: 20, bars: 1500, horizonBars: 4, candidates: 1000 };

const reports: TuneReport[] = [];
for (let seed = 1; seed <= SEEDS; seed++) {
  reports.push(await tuneLuck(seed, LUCK));
  if (seed % 10 === 0) process.stderr.write(`${seed} of ${SEEDS} seeds\n`);
}
const said = (verdict: string): number => reports.filter((report) => report.verdict === verdict).length;
const evidence = said('evidence of positive excess outside the sample');
const weak = said('weak evidence of positive excess outside the sample');
const better = reports.filter(
  ({ inSampleExcess, outOfSample }) => (inSampleExcess ?? 0) > (outOfSample?.excess ?? 0),
).length;
const inSample = reports.filter(({ chosen }) => (chosen?.inSample.p ?? 1) < 0.05).length;
const deflated = reports.filter(({ chosen }) => (chosen?.deflatedSharpe ?? 0) > 0.95).length;

writeSection('docs/edge-calibration.md', 'The best of a thousand', [
  `\`squall tune\` over ${LUCK.candidates} candidates that pick at random, on ${LUCK.markets} synthetic markets of ${LUCK.bars} bars, held for`,
  `${LUCK.horizonBars}; ${SEEDS} seeds. "Evidence of positive excess" is allowed in at most 8 of 100. Made by \`npm run tune-calibration\`.`,
  '',
  '| what it said | of 100 seeds |',
  '|:--|--:|',
  `| evidence of positive excess outside the sample | ${evidence} |`,
  `| weak evidence of it | ${weak} |`,
  `| the chosen one looked better where it was chosen than outside | ${better} |`,
  `| its p in the sample, not corrected for choosing, below 0.05 | ${inSample} |`,
  `| its deflated Sharpe above 0.95 | ${deflated} |`,
]);
