import { count } from '../fault.js';
import { candleFault, closedBar } from './bars.js';
import type { Bars, Field } from './bars.js';

const PRICES = ['open', 'high', 'low', 'close'] as const;
const FIELDS = [...PRICES, 'volume'] as const;

const back = count(2, 0, 10_000, 'How many closed bars before the newest the wrong one is.');

/** Rewrites every value of every bar. */
function rewrite(bars: Bars, write: (value: number, field: Field) => unknown): void {
  for (const row of bars.rows) {
    for (const field of FIELDS) bars.put(row, field, write(bars.get(row, field), field));
  }
}

/** Prices times a factor, volumes divided by it: the turnover is unchanged. */
function scale(bars: Bars, factor: number): void {
  for (const row of bars.rows) {
    for (const field of PRICES) bars.set(row, field, bars.get(row, field) * factor);
    bars.set(row, 'volume', bars.get(row, 'volume') / factor);
  }
}

/** D8, D17: sound bars of another size, or in another notation. */
export const FORMS = [
  candleFault({
    name: 'scale',
    row: 'D8',
    description:
      'Prices are multiplied by a factor and volumes divided by it; powers of two change no digit.',
    ends: ['DATA_MISMATCH', 'OK'],
    parameters: {
      factor: {
        type: 'number',
        minimum: 1e-15,
        maximum: 1e15,
        default: 2 ** -30,
        description: 'Factor of prices.',
      },
    },
    edit: (bars, { factor }) => scale(bars, factor),
  }),
  candleFault({
    name: 'quoteVolume',
    row: 'D17',
    description: 'Volume is in the quote currency instead of the base.',
    ends: ['DATA_UNIT', 'OK'],
    edit: (bars) => {
      for (const row of bars.rows) bars.set(row, 'volume', bars.get(row, 'volume') * bars.get(row, 'close'));
    },
  }),
  candleFault({
    name: 'numbersAsText',
    row: 'D17',
    description: 'Prices and volumes are texts.',
    ends: ['OK'],
    edit: (bars) => rewrite(bars, (value) => String(value)),
  }),
  candleFault({
    name: 'textAsNumbers',
    row: 'D17',
    description: 'Prices and volumes are JSON numbers.',
    ends: ['OK'],
    edit: (bars) => rewrite(bars, (value) => value),
  }),
  candleFault({
    name: 'scientific',
    row: 'D17',
    description: 'Prices and volumes are written like 1.5e-3.',
    ends: ['OK'],
    edit: (bars) => rewrite(bars, (value) => value.toExponential()),
  }),
  candleFault({
    name: 'sixColumns',
    row: 'D17',
    description: 'Rows end after the volume: anything the exchange reports beyond that is missing.',
    ends: ['BAD_SCHEMA'],
    edit: (bars) => bars.rows.map((row) => row.slice(0, bars.columns)),
  }),
  candleFault({
    name: 'extraColumns',
    row: 'D17',
    description: 'Rows have three more columns than documented.',
    ends: ['OK'],
    edit: (bars) => bars.rows.map((row) => [...row, '0', null, {}]),
  }),
  candleFault({
    name: 'shortRow',
    row: 'D17',
    description: 'One closed bar has a time and an open, and nothing else.',
    ends: ['BAD_SCHEMA'],
    parameters: { back },
    edit: (bars, values) => {
      closedBar(bars, values.back).length = 2;
    },
  }),
  candleFault({
    name: 'nullRow',
    row: 'D17',
    description: 'One closed bar is null instead of a row.',
    ends: ['BAD_SCHEMA'],
    parameters: { back },
    edit: (bars, values) => {
      const bar = closedBar(bars, values.back);
      return bars.rows.map((row) => (row === bar ? null : row) as unknown[]);
    },
  }),
];
