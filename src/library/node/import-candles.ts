import { join } from 'node:path';
import { openCandleFiles } from '../../feeds/candle-files/candle-files.js';
import { hasNoVolume } from '../../market/clean.js';
import { lastClosedOpenTime } from '../../market/timeframe.js';
import { soundRows } from '../../store/sound-rows.js';
import { storeName } from '../../store/store-folder.js';
import { StoreWriter } from '../../store/store-writer.js';

export interface ImportOptions {
  /** Folder of all stores. */
  readonly root: string;
  readonly exchange: string;
  readonly type: string;
  /** @default that of the files */
  readonly timeframeMs?: number | undefined;
  /** When, UTC ms. */
  readonly nowMs: number;
}

export interface ImportReport {
  readonly store: string;
  readonly folder: string;
  readonly markets: number;
  /** Bars that were not there before. */
  readonly bars: number;
  readonly leftOut: readonly { readonly symbol: string; readonly reason: string }[];
}

/**
 * Candle files into a store. What they do not have between two bars is doubted until a download has asked for it.
 * @throws {SquallError} what reading the files throws (64, 65, 66); LOCKED (75), CANNOT_CREATE (73).
 */
export async function importCandles(paths: readonly string[], options: ImportOptions): Promise<ImportReport> {
  const { root, exchange, type, timeframeMs: wantedMs = null, nowMs } = options;
  const feed = await openCandleFiles(paths, {
    timeframeMs: wantedMs,
    barCount: () => null,
    asOfMs: null,
    nowMs,
  });
  const { timeframeMs } = feed;
  const description = { exchange, type, timeframeMs };
  const folder = join(root, storeName(description));
  const endMs = (await feed.lastCloseTimeMs(timeframeMs)) ?? 0;
  const writer = await StoreWriter.open(folder, description);
  const leftOut: ImportReport['leftOut'][number][] = [];
  let [markets, bars] = [0, 0];
  try {
    for (const market of await feed.markets()) {
      const { symbol } = market;
      const [answer] = await feed.bars([symbol], timeframeMs, Number.MAX_SAFE_INTEGER, endMs);
      const rows = 'error' in answer ? answer.error : soundRowsOf(answer.candles, timeframeMs, endMs);
      if ('code' in rows) {
        leftOut.push({ symbol, reason: rows.message });
        continue;
      }
      const hasVolume = 'error' in answer || !hasNoVolume(answer.candles);
      const refusal = writer.market(market).refusalOf(hasVolume);
      if (refusal !== null) {
        leftOut.push({ symbol, reason: refusal });
        continue;
      }
      markets++;
      const { openTimeMs } = rows;
      const window = { fromMs: openTimeMs[0], toMs: openTimeMs[openTimeMs.length - 1] + timeframeMs };
      bars += writer
        .market(market)
        .append({ window, rows, hasVolume, detail: feed.source.detail, atMs: nowMs });
    }
  } finally {
    await writer.close();
  }
  return { store: storeName(description), folder, markets, bars, leftOut };
}

function soundRowsOf(candles: Parameters<typeof soundRows>[0], timeframeMs: number, endMs: number) {
  const firstMs = candles.openTimeMs.reduce((least, timeMs) => (timeMs < least ? timeMs : least), Infinity);
  const fromMs = Math.min(lastClosedOpenTime(firstMs + timeframeMs, timeframeMs), endMs);
  const rows = soundRows(candles, { fromMs, toMs: endMs }, timeframeMs);
  if ('code' in rows || rows.openTimeMs.length > 0) return rows;
  return { code: 'DATA_EMPTY' as const, message: 'no bar that can be used' };
}
