import { basename } from 'node:path';
import { marketFromSymbol } from '../../../market/spelling.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, timeframeFromText } from '../../../market/timeframe.js';

/** What the name of a candle file says; null for the parts it does not. */
export interface NamedFile {
  /** Unified symbol: `BTC_USDT_USDT-5m-futures.json` → BTC/USDT:USDT. */
  readonly symbol: string | null;
  readonly timeframeMs: number | null;
  /**
   * freqtrade stores mark prices, funding rates and trades in similar files; they are not candles of the
   * market.
   */
  readonly isOtherKind: boolean;
}

const CANDLE_FILE = /\.((csv|jsonl?|ndjson|txt|tsv)(\.(gz|zip))?|feather|arrow|parquet|zip|gz)$/i;
const OTHER_KIND = /-(mark|index|funding_rate|premiumIndex)$/;
/** Individual trades, which freqtrade stores beside its candles. */
const TRADES = /-trades$/;
/** A browser's second download of the same name. */
const COPY = / ?\(\d+\)$/;
/** NinjaTrader's kind of price. */
const PRICE_KIND = /\.(last|bid|ask)$/i;
/** freqtrade and Binance: `BTC_USDT-5m`, `BTCUSDT-5m-2024-08`. */
const DASHED = /^(.+?)-(\d+(?:m|h|d|w|mo|M))(?=-|$)(.*)$/;
/** OKX: `BTC-USDT-SWAP-candlesticks-2024-03-07`. */
const OKX = /^(.+)-candlesticks(?=-|$)/;
/** bitcoincharts: `bitstampUSD_1-min_data` is Bitcoin, which was all there was. */
const BITCOINCHARTS = /^(?:bitstamp|coinbase|btce|mtgox|kraken|bitfinex)(USD|EUR|GBP|JPY)(?=_|$)/;

/** Words beside the symbol that could be mistaken for a base: `Coinbase_BTC_USD` is not COINBASE/BTC. */
const NO_CURRENCIES: ReadonlySet<string> = new Set(
  `BINANCE BINANCEUS BYBIT OKX OKEX KRAKEN COINBASE BITSTAMP BITFINEX GEMINI KUCOIN GATE GATEIO HUOBI HTX MEXC BITGET FTX
  DERIBIT POLONIEX BITTREX UPBIT BITHUMB CRYPTOCOM PHEMEX BITMEX COINEX HITBTC CEXIO EXMO BITMART LBANK POLYGON ALPACA
  YAHOO STOOQ TRADINGVIEW CANDLES CANDLE OHLC OHLCV KLINE KLINES DATA HISTORY SPOT FUTURES PERPETUAL PERP SWAP`.split(
    /\s+/,
  ),
);

/** Whether a file in a folder looks like candles by its name. */
export function isCandleFileName(name: string): boolean {
  return CANDLE_FILE.test(name);
}

/**
 * Reads file names as used by exchanges and programs: `BTC_USDT-5m.feather`, `BTCUSDT-5m-2024-08.zip`,
 * `BINANCE_BTCUSDT, 5.csv`, `XBTUSD_60.csv`, `candles_binance_BTC-USDT_5m.csv`, `BTCUSD_M5_2024….csv`,
 * `Bitstamp_BTCUSD_1h.csv`.
 */
export function readFileName(path: string): NamedFile {
  const stem = basename(path).replace(CANDLE_FILE, '').replace(COPY, '').replace(PRICE_KIND, '');
  const dashed = DASHED.exec(stem);
  const whole = dashed?.[1] ?? OKX.exec(stem)?.[1] ?? stem;
  const bitcoin = BITCOINCHARTS.exec(stem);
  const words = whole.split(/[_ ,]+/);
  const found =
    bitcoin === null
      ? (symbolIn(words) ?? symbolIn(whole.split(/[-_ ,]+/)))
      : { symbol: `BTC/${bitcoin[1]}`, rest: words.slice(1) };
  return {
    symbol: marketFromSymbol(oneCase(whole))?.symbol ?? found?.symbol ?? null,
    timeframeMs: dashed ? timeframeOfName(dashed[2]) : timeframeIn(found?.rest ?? []),
    isOtherKind: dashed === null ? TRADES.test(stem) : OTHER_KIND.test(dashed[3]),
  };
}

interface FoundSymbol {
  readonly symbol: string;
  /** Words after it. */
  readonly rest: readonly string[];
}

/** The first words that form a symbol, three together before two, two before one. */
function symbolIn(words: readonly string[]): FoundSymbol | null {
  const isPerpetual = words.some((word) => word.toLowerCase() === 'perpetual');
  for (let start = 0; start < words.length; start++) {
    if (NO_CURRENCIES.has(words[start].toUpperCase())) continue;
    for (const count of [3, 2, 1]) {
      if (start + count > words.length) continue;
      const text = words.slice(start, start + count).join('_');
      const market = marketFromSymbol(oneCase(text));
      if (market === null) continue;
      const contract = isPerpetual ? marketFromSymbol(`${text.replace('_', '-')}-SWAP`) : null;
      return { symbol: (contract ?? market).symbol, rest: words.slice(start + count) };
    }
  }
  return null;
}

/** Words in mixed case are not symbols, but a whole name may be in lower case. */
function oneCase(text: string): string {
  // Bitfinex and Phemex mark the kind of market with a lower-case letter.
  if (/^[ts][A-Z0-9:]+$/.test(text)) return text;
  return text === text.toLowerCase() ? text.toUpperCase() : text === text.toUpperCase() ? text : '';
}

const WORDS: Readonly<Record<string, number>> = {
  minute: MINUTE_MS,
  '1-min': MINUTE_MS,
  hour: HOUR_MS,
  hourly: HOUR_MS,
  d: DAY_MS,
  daily: DAY_MS,
};
/** Kraken, Bybit and TradingView count in minutes. */
const MINUTES: ReadonlySet<string> = new Set('1 3 5 15 30 60 120 180 240 360 480 720 1440 10080'.split(' '));

function timeframeIn(words: readonly string[]): number | null {
  for (const word of words) {
    const timeframeMs = timeframeOfName(word);
    if (timeframeMs !== null) return timeframeMs;
  }
  return null;
}

/** `5m`, `1D`, `M5`, `H1`, `60`, `minute`; weeks and months cannot be scanned. */
function timeframeOfName(word: string): number | null {
  if (MINUTES.has(word)) return Number(word) * MINUTE_MS;
  const metaTrader = /^([MHD])(\d{1,2})$/.exec(word);
  const text = metaTrader
    ? metaTrader[2] + metaTrader[1].toLowerCase()
    : word.replace(/D$/, 'd').replace(/H$/, 'h');
  return timeframeFromText(text) ?? WORDS[word.toLowerCase()] ?? null;
}
