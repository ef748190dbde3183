import type { CandleColumns } from '../../market/candle-series.js';
import { CANDLE_COLUMNS } from '../../market/candle-series.js';
import type { CandleLog, LogPiece } from './candle-log.js';
import { eachColumn } from './candle-log.js';
import type { Recording } from './recording.js';

/** The closed bars of one market, each once, by open time. */
export interface RecordedCandles extends CandleColumns {
  readonly symbol: string;
  /** How often each bar had other values before: 0 = it never changed. */
  readonly corrections: Int32Array;
}

/** For a recording whose candles are read market by market. */
export interface CandleReading {
  /** Markets with candles, by symbol (order of code units). */
  readonly symbols: readonly string[];
  /** Scans whose answers could not be read: candles that only they saw are left out. */
  readonly unreadableScans: number;
  readonly candlesOf: (symbol: string) => RecordedCandles;
}

/**
 * Reads the candles of a recording as one series per market: every bar that a scan could see as closed, in
 * its latest form. Values are as sent by the source, including NaN and impossible ones; rows without a time
 * are left out.
 */
export async function readCandleSeries(recording: Recording): Promise<CandleReading> {
  const log = await recording.loadCandles();
  const { seenAt, unreadableScans } = await whenSeen(recording, log);
  const ids = new Map<string, number>();
  for (const [id, symbol] of recording.symbols) if (log.endOf(id) > 0) ids.set(symbol, id);
  const { timeframeMs } = recording.header;
  return {
    symbols: [...ids.keys()].sort(),
    unreadableScans,
    candlesOf(symbol) {
      const id = ids.get(symbol) ?? -1;
      const seen = seenAt.get(id) ?? new Float64Array(0);
      return seriesOf(symbol, log.piecesOf(id), (row, openTimeMs) => seen[row] >= openTimeMs + timeframeMs);
    },
  };
}

/** The latest as-of time of a scan that received each row; NaN = no readable one. */
async function whenSeen(recording: Recording, log: CandleLog) {
  const seenAt = new Map<number, Float64Array>();
  let unreadableScans = 0;
  const scans = recording.scans.map(({ record }, index) => ({ index, asOfMs: record.asOfMs }));
  for (const { index, asOfMs } of scans.sort((a, b) => a.asOfMs - b.asOfMs)) {
    const recorded = await recording.answersAt(index).catch(() => {
      unreadableScans++;
      return null;
    });
    for (const { symbol, runs } of recorded?.answers ?? []) {
      const rows = seenAt.get(symbol) ?? new Float64Array(log.endOf(symbol)).fill(NaN);
      for (const { start, length } of runs) rows.fill(asOfMs, start, start + length);
      seenAt.set(symbol, rows);
    }
  }
  return { seenAt, unreadableScans };
}

/** Location of a row. */
interface Place {
  readonly rows: CandleColumns;
  readonly at: number;
  corrections: number;
}

function seriesOf(
  symbol: string,
  pieces: readonly LogPiece[],
  isClosed: (row: number, openTimeMs: number) => boolean,
): RecordedCandles {
  const bars = new Map<number, Place>();
  for (const { firstRow, rows } of pieces) {
    for (const [at, openTimeMs] of rows.openTimeMs.entries()) {
      if (!isTime(openTimeMs) || !isClosed(firstRow + at, openTimeMs)) continue;
      const before = bars.get(openTimeMs);
      const place = { rows, at, corrections: 0 };
      if (before !== undefined) place.corrections = before.corrections + (areSame(before, place) ? 0 : 1);
      bars.set(openTimeMs, place);
    }
  }
  const places = [...bars.keys()].sort((a, b) => a - b).map((openTimeMs) => bars.get(openTimeMs)!);
  return {
    symbol,
    ...eachColumn((name) => Float64Array.from(places, ({ rows, at }) => rows[name][at])),
    corrections: Int32Array.from(places, ({ corrections }) => corrections),
  };
}

/** ECMA-262 §21.4.1.1: no date can be further from 1970. */
const MOST_TIME_MS = 8.64e15;

function isTime(timeMs: number): boolean {
  return Number.isInteger(timeMs) && Math.abs(timeMs) <= MOST_TIME_MS;
}

function areSame(a: Place, b: Place): boolean {
  return CANDLE_COLUMNS.every((name) => Object.is(a.rows[name][a.at], b.rows[name][b.at]));
}
