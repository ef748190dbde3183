import type { EdgeReport, HorizonReport, ScreenReport } from '../../edge/edge-report.js';
import { formatTimeframe } from '../../market/timeframe.js';
import { isoTime } from '../../util/iso-time.js';
import { counted, fixed, MISSING, signed } from '../../util/number-text.js';
import { describeMs } from '../parse.js';
import type { Column } from './columns.js';
import { layOut, wrapWords } from './columns.js';
import { probability } from './probability.js';

/** The answer for a terminal: the verdict first, then its basis. */
export function edgeText(report: EdgeReport, width: number): string {
  return [
    ...dataSentences(report).flatMap((text) => sentence(text, width)),
    ...report.screens.flatMap((screen) => screenLines(report, screen, width)),
  ]
    .concat('')
    .join('\n');
}

/** The data and the comparison, one sentence each. */
export function dataSentences({ data, method }: EdgeReport): string[] {
  const gone = data.endedMarkets === 0 ? '' : `, ${data.endedMarkets} of them delisted before the end`;
  const tried =
    method.triedBefore === 0
      ? counted(method.triedNow, 'test')
      : `${counted(method.triedNow, 'test')}, and ${method.triedBefore} on this data before`;
  return [
    `${data.source}: ${counted(data.markets, 'market')}${gone}, ${formatTimeframe(data.timeframeMs)} bars from ${isoTime(data.fromMs)} to ${isoTime(data.toMs)}.`,
    `Bought at the next open, sold at the close; compared with markets of similar turnover and volatility at the same moment; corrected for ${tried}.`,
  ];
}

/** The report of the horizon chosen in advance. */
export function primaryOf({ method }: EdgeReport, { horizons }: ScreenReport): HorizonReport | undefined {
  return horizons.find(({ horizonBars }) => horizonBars === method.primaryBars);
}

function screenLines(report: EdgeReport, screen: ScreenReport, width: number): string[] {
  const primary = primaryOf(report, screen);
  if (primary === undefined) return [];
  return [
    '',
    `${screen.name}: ${primary.verdict}`,
    ...sentence(summaryOf(report, screen, primary), width),
    '',
    ...layOut(horizonColumns(report), screen.horizons, width),
    ...stabilityLines(screen, width),
  ];
}

/** The result at the primary horizon, in sentences. */
export function summaryOf(
  { data, method }: EdgeReport,
  screen: ScreenReport,
  primary: HorizonReport,
): string {
  const held = describeMs(primary.horizonBars * data.timeframeMs);
  const found = `${counted(screen.episodes, 'episode')} (${counted(screen.passedBars, 'bar')} that passed), ${primary.events} compared on ${counted(primary.dates, 'date')}`;
  if (primary.excess === null || primary.interval === null) return `${found}.`;
  const { interval, adjustedP, minimumDetectable, net } = primary;
  return [
    `${found}.`,
    `Held ${held}, they earned ${difference(primary.excess)} than comparable markets, 95 % interval ${bps(interval.low)} to ${bps(interval.high)}, p ${probability(adjustedP)} after correction.`,
    costSentence(primary.excess, `at ${fixed(inBps(method.costs), 1)} it is ${bps(net)}`),
    `With this many dates an edge of ${fixed(inBps(minimumDetectable), 0)} bps would be found four times in five; a smaller one could go unseen.`,
    naiveSentence(primary),
  ].join(' ');
}

/** `12.3 bps more`, `12.3 bps less` */
function difference(excess: number): string {
  return `${fixed(inBps(Math.abs(excess)), 1)} bps ${excess < 0 ? 'less' : 'more'}`;
}

/** The break-even needs no assumption; without an excess there is none. */
function costSentence(excess: number, atCosts: string): string {
  const evenAt =
    excess > 0
      ? `Costs of ${fixed(inBps(excess), 1)} bps per round trip leave nothing`
      : 'Nothing is left even before costs';
  return `${evenAt}; ${atCosts}.`;
}

function naiveSentence({ naive }: HorizonReport): string {
  if (naive === null) return '';
  return `Raw returns alone would have shown ${bps(naive.mean)} bps with t = ${fixed(naive.t, 1)}: the market's own move, and dates counted more than once.`;
}

export function horizonColumns({ data }: EdgeReport): Column<HorizonReport>[] {
  const right = 'right' as const;
  return [
    {
      title: 'held',
      align: right,
      giveWay: 0,
      cell: ({ horizonBars }) => describeMs(horizonBars * data.timeframeMs),
    },
    { title: 'events', align: right, giveWay: 3, cell: ({ events }) => String(events) },
    { title: 'dates', align: right, giveWay: 4, cell: ({ dates }) => String(dates) },
    { title: 'excess bps', align: right, giveWay: 0, cell: ({ excess }) => bps(excess) },
    {
      title: '95 % interval',
      align: right,
      giveWay: 0,
      cell: ({ interval }) => (interval === null ? MISSING : `${bps(interval.low)} … ${bps(interval.high)}`),
    },
    { title: 't', align: right, giveWay: 5, cell: ({ t }) => fixed(t, 2) },
    { title: 'p', align: right, giveWay: 2, cell: ({ p }) => probability(p) },
    { title: 'p corrected', align: right, giveWay: 0, cell: ({ adjustedP }) => probability(adjustedP) },
    { title: '1 bar late', align: right, giveWay: 6, cell: ({ delayed }) => bps(delayed?.excess ?? null) },
    {
      title: 'best/worst over controls',
      align: right,
      giveWay: 7,
      cell: ({ best, worst }) =>
        best === null || worst === null
          ? MISSING
          : `${bps(best.events - best.controls)}/${bps(worst.events - worst.controls)}`,
    },
    { title: 'verdict', align: 'left', giveWay: 1, cell: ({ verdict }) => verdict },
  ];
}

/** The excess by parts, in words. */
export function stabilityParts({ stability, calibration }: ScreenReport): string[] {
  const { firstHalf, secondHalf, risingBenchmark, fallingBenchmark, mostInfluential } = stability;
  const parts = [
    ['first half', firstHalf],
    ['second half', secondHalf],
    ['BTC rising', risingBenchmark],
    ['BTC falling', fallingBenchmark],
  ] as const;
  const lines = parts.flatMap(([name, part]) =>
    part === null ? [] : [`${name} ${bps(part.excess)} (${part.dates} dates)`],
  );
  const market =
    mostInfluential === null
      ? []
      : [
          `without ${mostInfluential.symbol} ${bps(mostInfluential.excessWithout)}${mostInfluential.changesSign ? ': one market carries the result' : ''}`,
        ];
  const [low, high] = [calibration[0], calibration[calibration.length - 1]];
  const scores =
    calibration.length < 2
      ? []
      : [
          `the lowest scores beat comparable markets ${fixed(low.share * 100, 0)} % of the time and the highest ${fixed(high.share * 100, 0)} %`,
        ];
  return [...lines, ...market, ...scores];
}

function stabilityLines(screen: ScreenReport, width: number): string[] {
  const parts = stabilityParts(screen);
  if (parts.length === 0) return [];
  return ['', ...wrapWords(`by parts, bps: ${parts.join(', ')}`.split(' '), ' ', width)];
}

function sentence(text: string, width: number): string[] {
  return wrapWords(text.split(' '), ' ', width, '');
}

function inBps(fraction: number | null): number | null {
  return fraction === null ? null : fraction * 10_000;
}

function bps(fraction: number | null): string {
  return signed(inBps(fraction), 1);
}
