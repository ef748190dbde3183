import { count } from '../fault.js';
import { candleFault, closedBar, like } from './bars.js';
import type { Field } from './bars.js';

const back = count(2, 0, 10_000, 'How many closed bars before the newest the wrong one is.');

const field = {
  type: 'string',
  enum: ['open', 'high', 'low', 'close', 'volume'],
  default: 'close',
  description: 'Which value of the bar.',
} as const;

/** One closed bar has one impossible value. `value` receives the original cell. */
function badValue(
  name: string,
  row: string,
  what: string,
  value: (cell: unknown, number: number) => unknown,
) {
  return candleFault({
    name,
    row,
    description: `One value of one closed bar is ${what}.`,
    ends: ['DATA_INVALID', 'OK'],
    parameters: { field, back },
    edit: (bars, values) => {
      const bar = closedBar(bars, values.back);
      const name = values.field as Field;
      bars.put(bar, name, value(bars.cell(bar, name), bars.get(bar, name)));
    },
  });
}

/** D5 to D7: values that are impossible, or meaningless. */
export const VALUES = [
  candleFault({
    name: 'zeroVolume',
    row: 'D5',
    description: 'Nothing was traded in any bar.',
    ends: ['DATA_UNIT', 'DATA_INVALID', 'OK'],
    edit: (bars) => {
      for (const row of bars.rows) bars.set(row, 'volume', 0);
    },
  }),
  candleFault({
    name: 'quietBars',
    row: 'D5',
    description: 'Every other bar has no volume and stays at its close.',
    ends: ['DATA_UNIT', 'DATA_INVALID', 'OK'],
    edit: (bars) => {
      bars.rows.forEach((row, index) => {
        if (index % 2 === 0) return;
        const close = bars.get(row, 'close');
        for (const name of ['open', 'high', 'low'] as const) bars.set(row, name, close);
        bars.set(row, 'volume', 0);
      });
    },
  }),
  badValue('valueZero', 'D6', '0', (cell) => like(cell, 0)),
  badValue('valueNegative', 'D6', 'negative', (cell, number) => like(cell, -1 - Math.abs(number))),
  badValue('valueNan', 'D6', 'the text NaN', () => 'NaN'),
  badValue('valueInfinity', 'D6', 'the text Infinity', () => 'Infinity'),
  badValue('valueOverflow', 'D6', 'the text 1e999', () => '1e999'),
  badValue('valueText', 'D6', 'a word', () => 'unknown'),
  badValue('valueEmpty', 'D6', 'an empty text', () => ''),
  badValue('valueComma', 'D6', 'a number with a decimal comma', () => '1,5'),
  badValue('valueHex', 'D6', 'a hexadecimal number', () => '0x10'),
  badValue('valueNull', 'D6', 'null', () => null),
  badValue('valueTrue', 'D6', 'true', () => true),
  badValue('valueObject', 'D6', 'an object', () => ({})),
  badValue('valueArray', 'D6', 'an array', (cell) => [cell]),
  candleFault({
    name: 'highBelowLow',
    row: 'D7',
    description: 'High and low of one closed bar are swapped, with a wide range between them.',
    ends: ['DATA_INVALID', 'OK'],
    parameters: { back },
    edit: (bars, values) => {
      const bar = closedBar(bars, values.back);
      const close = bars.get(bar, 'close');
      bars.set(bar, 'high', close / 2);
      bars.set(bar, 'low', close * 2);
    },
  }),
  candleFault({
    name: 'closeOutside',
    row: 'D7',
    description: 'One closed bar closes at twice its high.',
    ends: ['DATA_INVALID', 'OK'],
    parameters: { back },
    edit: (bars, values) => {
      const bar = closedBar(bars, values.back);
      bars.set(bar, 'close', 2 * bars.get(bar, 'high'));
    },
  }),
];
