import { dataFault } from '../fault.js';
import { plainDecimal } from './decimal.js';
import type { Rng } from '../../../util/rng.js';
import type { Fault, Parameter } from '../fault.js';
import type { CandleRows, EmulatedAnswer, EmulatedRequest } from '../../types.js';

export type Field = 'open' | 'high' | 'low' | 'close' | 'volume';

type Row = unknown[];

const COLUMNS = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;

/** Used if two rows do not show the spacing. */
const DEFAULT_SPACING_MS = 60_000;

/** A number in the form of a cell: text stays text. */
export function like(cell: unknown, value: number): unknown {
  return typeof cell === 'string' ? plainDecimal(value) : value;
}

/** The candles of one answer, oldest first, as copies that may be changed. */
export interface Bars {
  readonly rows: Row[];
  /** How many of them, from the oldest, are closed at the exchange's time. */
  readonly closed: number;
  readonly spacingMs: number;
  /** Columns up to the last one of time, prices and volume. */
  readonly columns: number;
  /** Open time, UTC ms. */
  timeOf(row: Row): number;
  setTime(row: Row, timeMs: number): void;
  cell(row: Row, field: Field): unknown;
  get(row: Row, field: Field): number;
  set(row: Row, field: Field, value: number): void;
  /** Puts any value into a cell. */
  put(row: Row, field: Field | 'time', value: unknown): void;
}

function barsOf(candles: CandleRows, { receivedAtMs }: EmulatedRequest): Bars {
  const rows = candles.rows.map((row) => [...row]);
  if (candles.newestFirst) rows.reverse();
  const timeOf = (row: Row): number => Number(row[candles.time]) * candles.timeUnitMs;
  const spacings = rows.slice(1).map((row, index) => timeOf(row) - timeOf(rows[index]));
  const spacingMs = spacings.length === 0 ? DEFAULT_SPACING_MS : Math.min(...spacings);
  return {
    rows,
    closed: rows.filter((row) => timeOf(row) + spacingMs <= receivedAtMs).length,
    spacingMs,
    columns: 1 + Math.max(...COLUMNS.map((name) => candles[name])),
    timeOf,
    setTime: (row, timeMs) => {
      row[candles.time] = like(row[candles.time], timeMs / candles.timeUnitMs);
    },
    cell: (row, field) => row[candles[field]],
    get: (row, field) => Number(row[candles[field]]),
    set: (row, field, value) => {
      row[candles[field]] = like(row[candles[field]], value);
    },
    put: (row, field, value) => {
      row[candles[field]] = value;
    },
  };
}

/** The changed bars; nothing = they were changed in place. */
type Edit<V> = (bars: Bars, values: V, random: Rng) => Row[] | void;

/**
 * A fault in the candles of an answer. The edit receives bars oldest first and may return others; they are
 * put back into the answer in the exchange's order. An answer without candles is unchanged.
 */
export function candleFault<const P extends Readonly<Record<string, Parameter>> = Record<never, Parameter>>(
  row: Pick<Fault, 'row' | 'description' | 'ends'> & {
    readonly name: string;
    readonly parameters?: P;
    readonly edit: Edit<{ readonly [K in keyof P]: P[K]['default'] extends number ? number : string }>;
  },
): Fault {
  const { name, edit, ...rest } = row;
  return dataFault({
    ...rest,
    id: `candles.${name}`,
    endpoints: ['klines'],
    mutate: (answer: EmulatedAnswer, request, values, random) => {
      const { candles } = answer;
      if (candles === null || candles.rows.length === 0) return answer;
      const bars = barsOf(candles, request);
      const edited = [...(edit(bars, values, random) ?? bars.rows)];
      if (candles.newestFirst) edited.reverse();
      candles.rows.length = 0;
      for (const bar of edited) candles.rows.push(bar);
      return answer;
    },
  });
}

/** A share of the rows, at least one: each has the same chance, and a seed always selects the same ones. */
export function pick(rows: readonly Row[], percent: number, random: Rng): ReadonlySet<Row> {
  const wanted = Math.min(rows.length, Math.max(1, Math.round((rows.length * percent) / 100)));
  const pool = [...rows];
  for (let index = 0; index < wanted; index++) {
    const other = index + random.below(pool.length - index);
    [pool[index], pool[other]] = [pool[other], pool[index]];
  }
  return new Set(pool.slice(0, wanted));
}

/** The closed bar `back` bars before the newest closed one; the oldest if there are fewer. */
export function closedBar({ rows, closed }: Bars, back: number): Row {
  return rows[Math.max(0, closed - 1 - back)];
}
