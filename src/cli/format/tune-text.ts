import type { TuneReport, WalkStep } from '../../edge/tune-report.js';
import { formatTimeframe } from '../../market/timeframe.js';
import { isoTime } from '../../util/iso-time.js';
import { counted, fixed, MISSING, signed } from '../../util/number-text.js';
import { probability } from './probability.js';
import { describeMs } from '../parse.js';
import type { Column } from './columns.js';
import { layOut, wrapWords } from './columns.js';

/** The answer for a terminal: out-of-sample results first. */
export function tuneText(report: TuneReport, preset: string, width: number): string {
  const lines = [
    `${preset}: ${report.verdict}`,
    ...wrapWords(sentences(report).join(' ').split(' '), ' ', width, ''),
    '',
    ...layOut(columnsOf(report), report.steps, width),
    '',
  ];
  return lines.join('\n');
}

function sentences(report: TuneReport): string[] {
  const { candidates, tooRare, triedBefore, outOfSample, inSampleExcess, overfitting, chosen } = report;
  const before = triedBefore === 0 ? '' : `, ${triedBefore} on this data before`;
  const { source, markets, timeframeMs, fromMs, toMs } = report;
  const held = describeMs(report.horizonBars * timeframeMs);
  return [
    `${source}: ${counted(markets, 'market')}, ${formatTimeframe(timeframeMs)} bars from ${isoTime(fromMs)} to ${isoTime(toMs)}.`,
    `${counted(candidates, 'candidate')} tried${before}, held ${held}${tooRare === 0 ? '' : `; ${tooRare} of them start on fewer than 30 dates and cannot be chosen`}.`,
    ...(outOfSample === null || inSampleExcess === null
      ? ['Too few dates for a walk-forward test.']
      : [
          `The chosen limits showed ${bps(inSampleExcess)} bps before each part and earned ${bps(outOfSample.excess)} bps in it (${counted(outOfSample.dates, 'date')}, p ${probability(outOfSample.p)}), ${bps(outOfSample.excess - report.costs)} after ${fixed(report.costs * 10_000, 1)} of costs.`,
        ]),
    ...(overfitting === null
      ? []
      : [
          `The best candidate of one half of the time was no better than the median in the other half in ${fixed(overfitting.probability * 100, 0)} % of all splits (the probability that this search overfits), and lost in ${fixed(overfitting.lossOutside * 100, 0)} %; each extra bps in sample came with ${fixed(overfitting.slope, 2)} out of sample.`,
        ]),
    ...(chosen === null
      ? []
      : [
          `Over the whole time ${valuesText(chosen.values)} would be chosen: ${bps(chosen.inSample.excess)} bps in sample; the probability that it beats the luckiest of this many candidates is ${chosen.deflatedSharpe === null ? MISSING : `${fixed(chosen.deflatedSharpe * 100, 0)} %`}.`,
        ]),
  ];
}

function columnsOf({ fromMs, timeframeMs }: TuneReport): Column<WalkStep>[] {
  const dayOf = (bar: number): string => isoTime(fromMs + bar * timeframeMs).slice(0, 'YYYY-MM-DD'.length);
  return [
    {
      title: 'from',
      align: 'left',
      giveWay: 1,
      cell: ({ fromBar }) => dayOf(fromBar),
    },
    { title: 'chosen before', align: 'left', giveWay: 0, cell: ({ values }) => valuesText(values) },
    { title: 'in-sample bps', align: 'right', giveWay: 0, cell: ({ inSample }) => bps(inSample) },
    { title: 'out-of-sample bps', align: 'right', giveWay: 0, cell: ({ outOfSample }) => bps(outOfSample) },
  ];
}

function valuesText(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([path, value]) => `${path}=${value}`)
    .join(' ');
}

function bps(fraction: number | null): string {
  return signed(fraction === null ? null : fraction * 10_000, 1);
}
