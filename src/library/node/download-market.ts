import type { ExchangeFeed } from '../../feeds/exchange/exchange-feed.js';
import type { CandleColumns } from '../../market/candle-series.js';
import type { MarketInfo } from '../../market/market.js';
import { joinRows } from '../../store/candle-rows.js';
import type { MarketWriter } from '../../store/market-writer.js';
import { missingSpans, windowsOver } from '../../store/missing-windows.js';
import { soundRows } from '../../store/sound-rows.js';
import type { Span } from '../../store/spans.js';
import { barsIn } from '../../store/spans.js';

/** One less than most exchanges send per request: each window requests the newest known bar again. */
const WINDOW_BARS = 999;

/** Why a market's candles are not available. */
export class MarketRefusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** A window that is on disk. */
export interface KeptWindow extends Span {
  readonly symbol: string;
  /** Bars that are new to the store. */
  readonly bars: number;
}

export interface MarketDownload {
  readonly feed: ExchangeFeed;
  readonly market: MarketInfo;
  readonly writer: MarketWriter;
  readonly span: Span;
  /** Bars that open before this are no longer available. */
  readonly servedFromMs: () => number;
  readonly timeframeMs: number;
  readonly nowMs: () => number;
  readonly onKept: (kept: KeptWindow) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Requests a market's missing bars window by window, and stores each answer before the next request. Bars
 * that the exchange no longer offers are not requested: their absence from an answer would say nothing about
 * the market.
 * @throws {MarketRefusal}
 */
export async function downloadMarket(download: MarketDownload): Promise<void> {
  const { feed, market, writer, span, timeframeMs, nowMs, onKept, signal } = download;
  const fromMs = Math.max(span.fromMs, Math.floor((market.listedAtMs ?? 0) / timeframeMs) * timeframeMs);
  const missing = fromMs < span.toMs ? missingSpans(writer.manifest, { fromMs, toMs: span.toMs }) : [];
  const refusal = writer.refusalOf(true);
  if (refusal !== null) throw new MarketRefusal('DATA_MISMATCH', refusal);
  feed.session.renewRetries();
  for (const { fromMs: firstMs, toMs } of windowsOver(missing, timeframeMs, WINDOW_BARS)) {
    signal?.throwIfAborted();
    const window = { fromMs: Math.max(firstMs, download.servedFromMs()), toMs };
    if (window.fromMs >= toMs) continue;
    const rows = await askWindow(download, window);
    const bars = writer.append({ window, rows, detail: feed.source.detail, atMs: nowMs() });
    onKept({ symbol: market.symbol, ...window, bars });
  }
}

async function askWindow(download: MarketDownload, window: Span): Promise<CandleColumns> {
  const { feed, market, timeframeMs, signal } = download;
  const count = barsIn([window], timeframeMs);
  const [answer] = await feed.bars([market.symbol], timeframeMs, count, window.toMs, signal);
  if ('candles' in answer) {
    const rows = soundRows(answer.candles, window, timeframeMs);
    if ('code' in rows) throw new MarketRefusal(rows.code, rows.message);
    return rows;
  }
  const { code, message } = answer.error;
  // A scan cannot do without the first bars of its window; here they are a gap, located by bisection. The
  // feed keeps what arrived, so the halves cost no requests.
  if (code !== 'DATA_GAP' || count === 1) throw new MarketRefusal(code, message);
  const middleMs = window.fromMs + Math.floor(count / 2) * timeframeMs;
  const halves = [
    { ...window, toMs: middleMs },
    { ...window, fromMs: middleMs },
  ];
  const rows = [];
  for (const half of halves) rows.push(await askWindow(download, half));
  return joinRows(rows);
}
