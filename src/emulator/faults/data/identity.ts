import { count } from '../fault.js';
import { candleFault } from './bars.js';
import type { EmulatedAnswer } from '../../types.js';
import type { Fault } from '../fault.js';
import type { Bars } from './bars.js';

const PRICES = ['open', 'high', 'low', 'close'] as const;

/** The rows of a longer timeframe: one per run of `factor` bars, aligned to the longer grid. */
function resample(bars: Bars, factor: number): unknown[][] {
  const longerMs = factor * bars.spacingMs;
  const longer: unknown[][] = [];
  let openMs = NaN;
  for (const row of bars.rows) {
    const startMs = Math.floor(bars.timeOf(row) / longerMs) * longerMs;
    const last = longer[longer.length - 1];
    if (startMs !== openMs) {
      openMs = startMs;
      bars.setTime(row, startMs);
      longer.push(row);
      continue;
    }
    bars.set(last, 'high', Math.max(bars.get(last, 'high'), bars.get(row, 'high')));
    bars.set(last, 'low', Math.min(bars.get(last, 'low'), bars.get(row, 'low')));
    bars.set(last, 'close', bars.get(row, 'close'));
    bars.set(last, 'volume', bars.get(last, 'volume') + bars.get(row, 'volume'));
  }
  return longer;
}

/** Makes the answer about another market: `symbol` of an envelope, or the key of the rows. */
function renamed(answer: EmulatedAnswer): EmulatedAnswer {
  const { body, candles } = answer;
  const result = (body as { result?: unknown } | null)?.result;
  if (typeof result !== 'object' || result === null) return answer;
  const members = Object.entries(result).map(([key, value]: [string, unknown]): [string, unknown] => {
    if (key === 'symbol') return [key, other(String(value))];
    return value === candles?.rows ? [other(key), value] : [key, value];
  });
  return { ...answer, body: { ...(body as object), result: Object.fromEntries(members) as object } };
}

const other = (id: string): string => `X${id}`;

const otherPrices = candleFault({
  name: 'otherSymbol',
  row: 'D18',
  description:
    'The bars are those of a market with other prices; if the answer names its market, it names that one.',
  ends: ['DATA_MISMATCH', 'BAD_SCHEMA', 'OK'],
  parameters: {
    factor: { type: 'number', minimum: 1e-9, maximum: 1e9, default: 7, description: 'Factor of prices.' },
  },
  edit: (bars, { factor }) => {
    for (const row of bars.rows) {
      for (const field of PRICES) bars.set(row, field, bars.get(row, field) * factor);
    }
  },
});

/** D18: the answer to another question. */
export const IDENTITY: readonly Fault[] = [
  candleFault({
    name: 'otherTimeframe',
    row: 'D18',
    description: 'The bars are those of a longer timeframe.',
    ends: ['BAD_SCHEMA', 'DATA_SHORT'],
    parameters: { factor: count(3, 2, 1440, 'How many times longer.') },
    edit: (bars, { factor }) => resample(bars, factor),
  }),
  {
    ...otherPrices,
    mutate: (answer, ...rest) => renamed(otherPrices.mutate?.(answer, ...rest) ?? answer),
  },
];
