import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { CandleFileFeed, CandleFilesOptions } from '../../../src/feeds/candle-files/candle-files.js';
import { openCandleFiles } from '../../../src/feeds/candle-files/candle-files.js';
import type { RawCandles } from '../../../src/market/candle-series.js';
import type { Row } from '../../market/candles.js';

/** A folder of candle files for one test file; removed by `remove`. */
export class TestFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'squall-candles-'));

  /** Writes a file, packed where its name ends in .gz, and returns its path. */
  write(name: string, content: string | Uint8Array): string {
    const path = join(this.path, name);
    writeFileSync(path, name.endsWith('.gz') ? gzipSync(content) : content);
    return path;
  }

  /** Writes the raw bytes, whatever the name says. */
  writeBytes(name: string, content: Uint8Array): string {
    const path = join(this.path, name);
    writeFileSync(path, content);
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export const HEADER = 'symbol,timestamp_ms,open,high,low,close,volume';

export function csvLine(row: Row, symbol?: string): string {
  const values = [row.openTimeMs, row.open, row.high, row.low, row.close, row.volume];
  return (symbol === undefined ? values : [symbol, ...values]).join(',');
}

export function csv(rows: readonly Row[], symbol = 'TEST/USDT'): string {
  return [HEADER, ...rows.map((row) => csvLine(row, symbol))].join('\n') + '\n';
}

const KEEP_ALL: CandleFilesOptions = {
  timeframeMs: null,
  barCount: () => null,
  asOfMs: null,
  nowMs: Date.UTC(2026, 0),
};

export function open(
  paths: string | readonly string[],
  options: Partial<CandleFilesOptions> = {},
): Promise<CandleFileFeed> {
  return openCandleFiles(typeof paths === 'string' ? [paths] : paths, { ...KEEP_ALL, ...options });
}

export async function symbolsOf(feed: CandleFileFeed): Promise<string[]> {
  return (await feed.markets()).map(({ symbol }) => symbol);
}

/** Candles of one symbol; fails where the feed answers with an error. */
export async function candlesOf(feed: CandleFileFeed, symbol: string, count = 1e6): Promise<RawCandles> {
  const asOfMs = (await feed.lastCloseTimeMs(feed.timeframeMs))!;
  const [answer] = await feed.bars([symbol], feed.timeframeMs, count, asOfMs);
  if ('error' in answer) throw new Error(answer.error.message);
  return answer.candles;
}
