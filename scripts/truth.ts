// Measures how well the default preset finds what it should: on the real candles beside the project, if there
// are any, and on the simulated market's planted events. Writes docs/truth.md.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { EdgeReport } from '../src/edge/edge-report.js';
import { loadPreset } from '../src/presets/index.js';
import { judgePlanted } from './truth/planted-events.js';
import type { PlantedTruthReport } from './truth/planted-events.js';
import { judgeFile } from './truth/real-candles.js';
import type { FileTruth, MomentVerdict } from './truth/real-candles.js';
import { edgeOfPresets, edgeSection } from './truth/edge-of-presets.js';
import { createScanAt } from './truth/scanner.js';

const CANDLES = resolve('..', 'shared', 'data', 'candles');
const TYPICAL_MOMENTS = 200;
const SEEDS = [1, 2, 3];
const SIMULATED_MARKETS = 300;
const SIMULATED_BARS = 288;
const TOP = 3;

const preset = loadPreset('default');
const scanAt = await createScanAt(preset, 300_000);

const files = existsSync(CANDLES)
  ? readdirSync(CANDLES)
      .filter((name) => name.endsWith('-5m.csv.gz'))
      .sort()
  : [];
const real: FileTruth[] = [];
for (const name of files) {
  real.push(await judgeFile(resolve(CANDLES, name), name, scanAt, TYPICAL_MOMENTS));
  process.stderr.write(`judged ${name}\n`);
}
const edges: EdgeReport[] = [];
const histories = existsSync(CANDLES) ? readdirSync(CANDLES).filter((name) => /\.csv\.gz$/.test(name)) : [];
for (const name of histories.sort()) {
  edges.push(await edgeOfPresets(resolve(CANDLES, name)));
  process.stderr.write(`edge on ${name}\n`);
}
const planted: PlantedTruthReport[] = [];
for (const seed of SEEDS) {
  planted.push(await judgePlanted(seed, SIMULATED_MARKETS, SIMULATED_BARS, scanAt));
  process.stderr.write(`judged seed ${seed}\n`);
}

const report = [
  '# What the default preset finds',
  '',
  'Made by `npm run truth`; do not edit.',
  ...(real.length > 0 ? realSection() : ['', 'No real candles lie beside the project on this machine.']),
  ...(edges.length > 0 ? edgeSection(edges) : []),
  ...plantedSection(),
  '',
].join('\n');
process.stdout.write(report);
writeFileSync('docs/truth.md', report);

function realSection(): string[] {
  return [
    '',
    '## Real candles',
    '',
    `Candidates at ${TYPICAL_MOMENTS} evenly spaced moments of each file; and the moves that a person would name a`,
    'breakout: up 8 % or more in an hour on ten times the volume of the hour before (the first bar of each, then all',
    `later bars on which that still holds). "Top ${TOP}" is the place by score among all scored markets.`,
    '',
    '| file | markets | candidates: median | largest | more than 10 | moves | passed | top 3 | later bars | passed | top 3 |',
    '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...real.map(realRow),
    ...missesOf(real),
  ];
}

function realRow({ name, markets, candidates, moves, later }: FileTruth): string {
  const sorted = [...candidates].sort((a, b) => a - b);
  const cells = [
    name,
    markets,
    sorted[Math.floor(sorted.length / 2)],
    sorted.at(-1) ?? 0,
    sorted.filter((count) => count > 10).length,
    ...[moves, later].flatMap((verdicts) => [
      verdicts.length,
      verdicts.filter(({ passed }) => passed).length,
      verdicts.filter(({ rank: place }) => place <= TOP).length,
    ]),
  ];
  return `| ${cells.join(' | ')} |`;
}

function missesOf(truths: readonly FileTruth[]): string[] {
  const misses = truths.flatMap(({ moves }) =>
    moves.filter(({ passed, rank: place }) => !passed || place > TOP),
  );
  if (misses.length === 0) return ['', 'No named move was missed.'];
  const line = ({
    symbol,
    asOfMs,
    passed,
    rank: place,
    changePct,
    surge,
    blockedBy,
  }: MomentVerdict): string =>
    `| ${symbol} | ${new Date(asOfMs).toISOString()} | ${changePct.toFixed(1)} | ${surge.toFixed(1)} | ${passed ? 'yes' : 'no'} | ${place} | ${blockedBy.join(', ')} |`;
  return [
    '',
    'Missed, or not among the first three:',
    '',
    '| market | as of | 1 h % | surge | passed | place | kept out by |',
    '|---|---|--:|--:|---|--:|---|',
    ...misses.map(line),
  ];
}

function plantedSection(): string[] {
  return [
    '',
    "## The simulated market's planted breakouts",
    '',
    `${SIMULATED_MARKETS} markets scanned at each of ${SIMULATED_BARS} bars. Recall: planted upward breakouts of which at least one`,
    'bar passed. Precision: runs of scans in which a market passed ("alerts") that belong to a planted breakout.',
    '',
    '| seed | breakouts | found | recall | alerts | of breakouts | of fakeouts | of nothing planted | precision | delay, bars: median |',
    '|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...planted.map(plantedRow),
  ];
}

function plantedRow({ seed, breakouts, found, delays, alerts }: PlantedTruthReport): string {
  const total = alerts.breakout + alerts.fakeout + alerts.nothing;
  const share = (part: number, whole: number): string =>
    whole === 0 ? '–' : `${((100 * part) / whole).toFixed(0)} %`;
  const median = delays[Math.floor(delays.length / 2)] ?? '–';
  const cells = [
    seed,
    breakouts,
    found,
    share(found, breakouts),
    total,
    alerts.breakout,
    alerts.fakeout,
    alerts.nothing,
    share(alerts.breakout, total),
    median,
  ];
  return `| ${cells.join(' | ')} |`;
}
