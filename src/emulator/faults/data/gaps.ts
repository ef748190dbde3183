import { count } from '../fault.js';
import { candleFault, pick } from './bars.js';

const percent = count(5, 1, 100, 'Share of the bars, %.');

const block = (bars: number) => count(bars, 1, 10_000, 'Consecutive bars.');

/** D1, D2, D9, D12: bars that are missing, not there yet, or too old. */
export const GAPS = [
  candleFault({
    name: 'openBar',
    row: 'D1',
    description: 'The newest bar is not closed yet, and its price is ten times the last.',
    ends: ['OK'],
    edit: (bars) => {
      const { rows, closed, spacingMs } = bars;
      const last = rows[Math.max(0, closed - 1)];
      const open = [...(rows[closed] ?? last)];
      bars.setTime(open, bars.timeOf(last) + spacingMs);
      for (const field of ['open', 'high', 'low', 'close'] as const) {
        bars.set(open, field, 10 * bars.get(last, field));
      }
      return [...rows.slice(0, closed), open];
    },
  }),
  candleFault({
    name: 'futureBar',
    row: 'D1',
    description: 'One more bar follows the newest, a hundred bars in the future.',
    ends: ['OK'],
    edit: (bars) => {
      const last = bars.rows[bars.rows.length - 1];
      const future = [...last];
      bars.setTime(future, bars.timeOf(last) + 100 * bars.spacingMs);
      return [...bars.rows, future];
    },
  }),
  candleFault({
    name: 'missingLast',
    row: 'D1',
    description: 'The newest closed bars and the open one are missing.',
    ends: ['DATA_GAP', 'DATA_STALE', 'DATA_EMPTY'],
    parameters: { bars: block(1) },
    edit: ({ rows, closed }, { bars }) => rows.slice(0, Math.max(0, closed - bars)),
  }),
  candleFault({
    name: 'gap',
    row: 'D2',
    description: 'Some bars are absent, here and there.',
    ends: ['DATA_GAP', 'OK'],
    parameters: { percent },
    edit: ({ rows, closed }, values, random) => {
      const absent = pick(rows.slice(0, closed), values.percent, random);
      return rows.filter((row) => !absent.has(row));
    },
  }),
  candleFault({
    name: 'gapStart',
    row: 'D2',
    description: 'The oldest bars are absent.',
    ends: ['OK', 'DATA_GAP', 'DATA_SHORT', 'DATA_EMPTY'],
    parameters: { bars: block(5) },
    edit: ({ rows }, { bars }) => rows.slice(bars),
  }),
  candleFault({
    name: 'gapMiddle',
    row: 'D2',
    description: 'A run of bars in the middle is absent.',
    ends: ['DATA_GAP', 'OK'],
    parameters: { bars: block(20) },
    edit: ({ rows }, { bars }) => {
      const absent = Math.min(bars, Math.max(0, rows.length - 2));
      const from = (rows.length - absent) >> 1;
      return [...rows.slice(0, from), ...rows.slice(from + absent)];
    },
  }),
  candleFault({
    name: 'gapEnd',
    row: 'D2',
    description: 'The newest closed bars are absent; the open bar after them is present.',
    ends: ['DATA_GAP', 'DATA_STALE', 'DATA_EMPTY'],
    parameters: { bars: block(1) },
    edit: ({ rows, closed }, { bars }) => [
      ...rows.slice(0, Math.max(0, closed - bars)),
      ...rows.slice(closed),
    ],
  }),
  candleFault({
    name: 'fewer',
    row: 'D9',
    description: 'Only the newest few closed bars and the open one are sent.',
    ends: ['DATA_SHORT', 'DATA_GAP', 'OK'],
    parameters: { bars: block(10) },
    edit: ({ rows, closed }, { bars }) => rows.slice(Math.max(0, closed - bars)),
  }),
  candleFault({
    name: 'none',
    row: 'D9',
    description: 'A sound answer without one bar.',
    ends: ['DATA_EMPTY'],
    edit: () => [],
  }),
  candleFault({
    name: 'stale',
    row: 'D12',
    description: "Every bar is some bars older than the request's time: a stale answer from a cache.",
    ends: ['DATA_STALE', 'BAD_SCHEMA', 'DATA_GAP'],
    parameters: { bars: block(5) },
    edit: (set, { bars }) => {
      for (const row of set.rows) set.setTime(row, set.timeOf(row) - bars * set.spacingMs);
    },
  }),
];
