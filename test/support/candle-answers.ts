import type { CandleRows, EmulatedAnswer } from '../../src/emulator/types.js';

export interface Bar {
  readonly openTimeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Bars of one minute, the last of them open at `nowMs`; every value is different. */
export function minuteBars(count: number, nowMs: number): Bar[] {
  const lastMs = Math.floor(nowMs / 60_000) * 60_000;
  return Array.from({ length: count }, (_, index) => ({
    openTimeMs: lastMs - (count - 1 - index) * 60_000,
    open: 100 + index,
    high: 102 + index,
    low: 99 + index,
    close: 101.5 + index,
    volume: 10 + index / 4,
  }));
}

/** Where klines have what, in the order that most exchanges have. */
export const USUAL_COLUMNS = {
  time: 0,
  open: 1,
  high: 2,
  low: 3,
  close: 4,
  volume: 5,
  timeUnitMs: 1,
  newestFirst: false,
} as const;

const answer = (body: unknown, candles: CandleRows): EmulatedAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body,
  candles,
});

/** The same bars in three wire formats: an array of texts, newest first in an envelope, seconds under a key. */
export const CANDLE_ANSWERS: Readonly<Record<string, (bars: readonly Bar[]) => EmulatedAnswer>> = {
  '/api/v3/klines': (bars) => {
    const rows: unknown[][] = bars.map(({ openTimeMs, open, high, low, close, volume }) => [
      openTimeMs,
      ...[open, high, low, close, volume].map(String),
      openTimeMs + 59_999,
      String(volume * close),
      7,
    ]);
    return answer(rows, { ...USUAL_COLUMNS, rows });
  },
  '/v5/market/kline': (bars) => {
    const rows: unknown[][] = bars
      .map(({ openTimeMs, open, high, low, close, volume }) => [
        ...[openTimeMs, open, high, low, close, volume].map(String),
        String(volume * close),
      ])
      .reverse();
    const body = { retCode: 0, retMsg: 'OK', result: { category: 'spot', symbol: 'BTCUSDT', list: rows } };
    return answer(body, { ...USUAL_COLUMNS, rows, newestFirst: true });
  },
  '/0/public/OHLC': (bars) => {
    const rows: unknown[][] = bars.map(({ openTimeMs, open, high, low, close, volume }) => [
      openTimeMs / 1000,
      ...[open, high, low, close, close, volume].map(String),
      7,
    ]);
    const body = { error: [], result: { XBTUSDT: rows, last: 1 } };
    return answer(body, { ...USUAL_COLUMNS, rows, volume: 6, timeUnitMs: 1000 });
  },
};
