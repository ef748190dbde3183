import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { RawCandles } from '../../src/market/candle-series.js';
import { timeframeFromText } from '../../src/market/timeframe.js';
import { rawCandles } from '../market/candles.js';
import type { Row } from '../market/candles.js';
import { sharedFile } from '../support/shared-data.js';

/** Files of real candles beside the project; one name that says that there are none elsewhere. */
export function candleFiles(): string[] {
  const folder = sharedFile('candles');
  return folder === null ? [] : readdirSync(folder).map((name) => `candles/${name}`);
}

/** All markets of such a file. */
export function readCandleFile(name: string): { markets: RawCandles[]; timeframeMs: number; count: number } {
  const [, timeframe] = /-(\d+[mh])\.csv/.exec(name) ?? [];
  const lines = gunzipSync(readFileSync(sharedFile(name)!))
    .toString()
    .trim()
    .split('\n')
    .slice(1);
  const bySymbol = new Map<string, Row[]>();
  for (const line of lines) {
    const [symbol, ...numbers] = line.split(',');
    const [openTimeMs, open, high, low, close, volume] = numbers.map(Number);
    const rows = bySymbol.get(symbol) ?? [];
    bySymbol.set(symbol, rows);
    rows.push({ openTimeMs, open, high, low, close, volume });
  }
  const markets = [...bySymbol].map(([symbol, rows]) => rawCandles(rows, symbol));
  return { markets, timeframeMs: timeframeFromText(timeframe)!, count: lines.length };
}
