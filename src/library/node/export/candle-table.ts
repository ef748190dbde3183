import type { CandleReading, RecordedCandles } from '../../../recording/reader/recorded-candles.js';
import { readCandleSeries } from '../../../recording/reader/recorded-candles.js';
import type { Recording } from '../../../recording/reader/recording.js';
import type { TableColumn, TablePart } from '../../../tables/table.js';
import type { RecordingTable } from './recording-table.js';

const PRICES = ['open', 'high', 'low', 'close', 'volume'] as const;

const COLUMNS: readonly TableColumn[] = [
  { name: 'symbol', type: 'label', isNullable: false },
  { name: 'openTime', type: 'timestamp', isNullable: false },
  ...PRICES.map((name): TableColumn => ({ name, type: 'double', isNullable: true })),
  { name: 'corrections', type: 'integer', isNullable: false },
];

/** Candles in long form: one row per closed bar, by symbol and open time. */
export async function candleTable(recording: Recording): Promise<RecordingTable> {
  const reading = await readCandleSeries(recording);
  return {
    columns: COLUMNS,
    parts: partsOf(reading),
    problems: () =>
      reading.unreadableScans === 0
        ? []
        : [`candles that only ${reading.unreadableScans} unreadable scans saw are not in it`],
  };
}

function* partsOf(reading: CandleReading): Generator<TablePart> {
  for (const symbol of reading.symbols) {
    const candles = reading.candlesOf(symbol);
    if (candles.open.length > 0) yield partOf(candles);
  }
}

function partOf(candles: RecordedCandles): TablePart {
  const { symbol, openTimeMs, corrections } = candles;
  return [
    Array.from(openTimeMs, () => symbol),
    [...openTimeMs],
    ...PRICES.map((name) => Array.from(candles[name], (value) => (Number.isFinite(value) ? value : null))),
    [...corrections],
  ];
}
