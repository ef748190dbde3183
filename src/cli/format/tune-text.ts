import type { TuneReport, WalkStep } from '../../edge/tune-report.js';
import { counted, fixed, MISSING, signed } from '../../util/number-text.js';
import { probability } from './probability.js';
import { describeMs } from '../parse.js';
import type { Column } from './columns.js';
import { layOut, wrapWords } from './columns.js';

/** The answer for a terminal: what holds outside the sample first. */
export function tuneText(report: TuneReport, preset: string, timeframeMs: number, width: number): string {
  const lines = [
    `${preset}: ${report.verdict}`,
    ...wrapWords(sentences(report, timeframeMs).join(' ').split(' '), ' ', width, ''),
    '',
    ...layOut(COLUMNS, report.steps, width),
    '',
  ];
  return lines.join('\n');
}

function sentences(report: TuneReport, timeframeMs: number): string[] {
  const { candidates, tooRare, triedBefore, outOfSample, inSampleExcess, overfitting, chosen } = report;
  const before = triedBefore === 0 ? '' : `, ${triedBefore} on these data before`;
  const held = describeMs(report.horizonBars * timeframeMs);
  return [
    `${report.source}.`,
    `${counted(candidates, 'candidate')} tried${before}, held ${held}${tooRare === 0 ? '' : `; ${tooRare} of them begin on fewer than 30 dates and cannot be chosen`}.`,
    ...(outOfSample === null || inSampleExcess === null
      ? ['There are not enough dates to walk forward.']
      : [
          `What was chosen had shown ${bps(inSampleExcess)} bps before each part and earned ${bps(outOfSample.excess)} bps in it (${counted(outOfSample.dates, 'date')}, p ${probability(outOfSample.p)}), ${bps(outOfSample.excess - report.costs)} after ${bps(report.costs)} of costs.`,
        ]),
    ...(overfitting === null
      ? []
      : [
          `The best half of the time was no better than the median in the other half in ${fixed(overfitting.probability * 100, 0)} % of all splits, and lost in ${fixed(overfitting.lossOutside * 100, 0)} %.`,
        ]),
    ...(chosen === null
      ? []
      : [
          `With all of the time ${valuesText(chosen.values)} would be chosen: ${bps(chosen.inSample.excess)} bps in the sample; the chance that it is not the luckiest of all is ${chosen.deflatedSharpe === null ? MISSING : `${fixed(chosen.deflatedSharpe * 100, 0)} %`}.`,
        ]),
  ];
}

const COLUMNS: readonly Column<WalkStep>[] = [
  { title: 'bars', align: 'left', giveWay: 1, cell: ({ fromBar, toBar }) => `${fromBar}–${toBar}` },
  { title: 'chosen before', align: 'left', giveWay: 0, cell: ({ values }) => valuesText(values) },
  { title: 'in sample bps', align: 'right', giveWay: 0, cell: ({ inSample }) => bps(inSample) },
  { title: 'outside bps', align: 'right', giveWay: 0, cell: ({ outOfSample }) => bps(outOfSample) },
];

function valuesText(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([path, value]) => `${path}=${value}`)
    .join(' ');
}

function bps(fraction: number | null): string {
  return signed(fraction === null ? null : fraction * 10_000, 1);
}
