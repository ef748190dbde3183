import { basename } from 'node:path';
import { marketFromSymbol } from '../../market/spelling.js';
import { timeframeFromText } from '../../market/timeframe.js';

/** What the name of a candle file tells; null where it does not. */
export interface NamedFile {
  /** Unified symbol: `BTC_USDT_USDT-5m-futures.json` → BTC/USDT:USDT. */
  readonly symbol: string | null;
  readonly timeframeMs: number | null;
  /** freqtrade keeps mark prices and funding rates in files of the same shape; they are not candles of the market. */
  readonly isOtherKind: boolean;
}

const CANDLE_FILE = /\.(csv|json|txt|tsv)(\.gz)?$/i;
const STEM_AND_TIMEFRAME = /^(.+?)-(\d+[mhd])(?=-|$)(.*)$/;
const OTHER_KIND = /-(mark|index|funding_rate|premiumIndex)$/;

/** Whether a file in a folder is taken for candles by its name. */
export function isCandleFileName(name: string): boolean {
  return CANDLE_FILE.test(name);
}

/** Reads names such as `BTC_USDT-5m.csv`, `BTCUSDT-5m-2024-08.csv.gz`, `BTC_USDT_USDT-5m-futures.json`. */
export function readFileName(path: string): NamedFile {
  const stem = basename(path).replace(CANDLE_FILE, '');
  const match = STEM_AND_TIMEFRAME.exec(stem);
  const market = marketFromSymbol((match?.[1] ?? stem).toUpperCase());
  return {
    symbol: market?.symbol ?? null,
    timeframeMs: match ? timeframeFromText(match[2]) : null,
    isOtherKind: match !== null && OTHER_KIND.test(match[3]),
  };
}
