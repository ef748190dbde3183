import { count } from '../fault.js';
import { candleFault, pick } from './bars.js';

const percent = count(5, 1, 100, 'Share of the bars, %.');

/** D3, D4: duplicate bars, in another order, or at wrong times. */
export const TIMES = [
  candleFault({
    name: 'duplicate',
    row: 'D3',
    description: 'Some bars are repeated, unchanged.',
    ends: ['OK'],
    parameters: { percent },
    edit: ({ rows }, values, random) => {
      const twice = pick(rows, values.percent, random);
      return rows.flatMap((row) => (twice.has(row) ? [row, [...row]] : [row]));
    },
  }),
  candleFault({
    name: 'duplicateDifferent',
    row: 'D3',
    description: 'Some closed bars are repeated, with another volume the second time.',
    ends: ['DATA_INVALID', 'OK'],
    parameters: { percent },
    edit: (bars, values, random) => {
      const twice = pick(bars.rows.slice(0, bars.closed), values.percent, random);
      return bars.rows.flatMap((row) => {
        if (!twice.has(row)) return [row];
        const other = [...row];
        bars.set(other, 'volume', 2 * bars.get(row, 'volume') + 1);
        return [row, other];
      });
    },
  }),
  candleFault({
    name: 'shuffled',
    row: 'D4',
    description: 'The bars are in random order.',
    ends: ['OK'],
    edit: ({ rows }, _, random) => [...pick(rows, 100, random)],
  }),
  candleFault({
    name: 'reversed',
    row: 'D4',
    description: "The bars are in the reverse of the exchange's order.",
    ends: ['OK'],
    edit: ({ rows }) => rows.reverse(),
  }),
  candleFault({
    name: 'nullTime',
    row: 'D4',
    description: 'Some bars have no time: null.',
    ends: ['DATA_INVALID'],
    parameters: { percent },
    edit: (bars, values, random) => {
      for (const row of pick(bars.rows, values.percent, random)) bars.put(row, 'time', null);
    },
  }),
  candleFault({
    name: 'offGrid',
    row: 'D4',
    description: 'Every bar opens some seconds after the minute.',
    ends: ['DATA_MISMATCH'],
    parameters: { seconds: count(14, 1, 59, 'Seconds off the grid.') },
    edit: (bars, { seconds }) => {
      for (const row of bars.rows) bars.setTime(row, bars.timeOf(row) + 1000 * seconds);
    },
  }),
  candleFault({
    name: 'secondsTime',
    row: 'D4',
    description: "Times are a thousandth of the exchange's unit: seconds instead of milliseconds.",
    ends: ['DATA_INVALID'],
    edit: (bars) => {
      for (const row of bars.rows) bars.setTime(row, Math.floor(bars.timeOf(row) / 1000));
    },
  }),
  candleFault({
    name: 'microsecondsTime',
    row: 'D4',
    description: "Times are a thousand times the exchange's unit: microseconds instead of milliseconds.",
    ends: ['DATA_INVALID'],
    edit: (bars) => {
      for (const row of bars.rows) bars.setTime(row, bars.timeOf(row) * 1000);
    },
  }),
  candleFault({
    name: 'textTime',
    row: 'D4',
    description: 'Times are texts like 2026-01-02T03:04:05.000Z.',
    ends: ['DATA_INVALID'],
    edit: (bars) => {
      for (const row of bars.rows) bars.put(row, 'time', new Date(bars.timeOf(row)).toISOString());
    },
  }),
];
