import type { Plan, PlannedCalls } from '../../feeds/exchange/limits/plan.js';
import type { PlannedBudget } from '../../feeds/exchange/limits/planned-lines.js';
import type { SCHEMA_VERSION } from '../../scanner/scan-document.js';
import type { Column } from './columns.js';
import { layOut, wrapWords } from './columns.js';
import { counted, MISSING } from '../../util/number-text.js';

/** `squall plan --json`: what a scan would request from an exchange now. */
export interface PlanDocument {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly exchange: { readonly id: string; readonly type: string; readonly baseUrl: string | null };
  readonly timeframe: string;
  readonly markets: {
    readonly listed: number;
    /** Markets of the universe: candles may be requested for each. */
    readonly inUniverse: number;
    /** Candidates for which order books and open interest are counted. */
    readonly candidates: number;
    /** The list was fetched now; false = it was on disk. */
    readonly listAskedFor: boolean;
  };
  /** `measured`: on the market list; `assumed`: nothing was sent. */
  readonly rtt: { readonly ms: number; readonly measured: boolean };
  readonly plan: Plan;
  /** The next scan of the same process, with all earlier bars known. */
  readonly nextScan: Pick<Plan, 'totalCalls' | 'totalWeight' | 'seconds'>;
  readonly notes: readonly string[];
}

const NAMES: Readonly<Record<PlannedCalls['kind'], string>> = {
  markets: 'market list',
  time: 'time',
  tickers: 'tickers',
  candles: 'candles',
  orderBook: 'order books',
  openInterest: 'open interest',
};

/** The plan as two tables: what was chosen and why, and what the figures leave out. */
export function planText(document: PlanDocument, width: number): string {
  const { exchange, timeframe, markets, plan } = document;
  const { id, type, baseUrl } = exchange;
  const where = `${id} ${type}${baseUrl === null ? '' : ` at ${baseUrl}`}`;
  const head = `${where}: ${markets.inUniverse} of ${counted(markets.listed, 'market')}, ${counted(plan.bars.chosen, 'bar')} of ${timeframe}`;
  return [
    ...wrapWords(head.split(' '), ' ', width),
    '',
    ...layOut(CALL_COLUMNS, callRows(plan), width),
    '',
    ...layOut(BUDGET_COLUMNS, plan.budgets, width),
    '',
    ...choices(document).flatMap(([name, text]) => labelled(name, text, width)),
    '',
    ...document.notes.flatMap((note) => wrapWords(note.split(' '), ' ', width)),
    '',
  ].join('\n');
}

interface CallRow {
  readonly name: string;
  readonly calls: number;
  readonly weight: number;
  readonly seconds: number;
}

const right = <Row>(title: string, cell: (row: Row) => string): Column<Row> => ({
  title,
  align: 'right',
  giveWay: 0,
  cell,
});

const CALL_COLUMNS: readonly Column<CallRow>[] = [
  { title: 'Call', align: 'left', giveWay: 0, cell: ({ name }) => name },
  right('Calls', ({ calls }) => String(calls)),
  right('Weight', ({ weight }) => plain(weight)),
  right('Seconds', ({ seconds }) => seconds.toFixed(1)),
];

const BUDGET_COLUMNS: readonly Column<PlannedBudget>[] = [
  { title: 'Budget', align: 'left', giveWay: 0, cell: ({ id }) => id },
  right('Weight', ({ weight }) => plain(weight)),
  right('Limit of one address', ({ limit, windowMs, peakShare }) =>
    peakShare === null ? 'pace only' : `${limit} in ${windowMs / 1000} s`,
  ),
  right('Used at most', ({ peakShare }) =>
    peakShare === null ? MISSING : `${Math.round(100 * peakShare)} %`,
  ),
];

function callRows({ calls, totalCalls, totalWeight, seconds }: PlanDocument['plan']): CallRow[] {
  return [
    ...calls.filter((row) => row.calls > 0).map(({ kind, ...row }) => ({ ...row, name: NAMES[kind] })),
    { name: 'together', calls: totalCalls, weight: totalWeight, seconds },
  ];
}

function choices({ plan, rtt, nextScan }: PlanDocument): (readonly [name: string, text: string])[] {
  const { bars, concurrency, batches } = plan;
  const origin = rtt.measured ? 'measured on the market list' : 'assumed, as nothing was sent';
  return [
    ['bars', `${bars.chosen}: ${bars.reason}`],
    [
      'at once',
      `${counted(concurrency, 'request')}, for a round trip of ${Math.round(rtt.ms)} ms (${origin})`,
    ],
    ['batches', `${batches.count} of ${counted(batches.size, 'market')}, ${batches.atOnce} in flight`],
    [
      'at most',
      `${counted(plan.atMost.calls, 'call')}, weight ${plain(plan.atMost.weight)}, if an order book is fetched for every market; retries of failed calls are extra`,
    ],
    [
      'next scan',
      `${counted(nextScan.totalCalls, 'call')}, weight ${plain(nextScan.totalWeight)}, ${nextScan.seconds.toFixed(1)} s: only the new bars`,
    ],
  ];
}

function labelled(name: string, text: string, width: number): string[] {
  const label = name.padEnd(11);
  return wrapWords(text.split(' '), ' ', width - label.length, '').map(
    (line, index) => `${index === 0 ? label : ' '.repeat(label.length)}${line}`,
  );
}

/** Weights are whole numbers, or have one decimal (kraken). */
function plain(weight: number): string {
  return String(Math.round(10 * weight) / 10);
}
