import { isClock } from '../times/parse-time.js';
import { isTimeText } from '../times/time-reader.js';
import type { SampleRows, TableLayout } from './table-layout.js';
import { mostRows, numberIn } from './table-layout.js';
import { isTurnoverOf } from './volume-column.js';

/** Possible columns of a table without a header. */
type Kind =
  | 'time'
  | 'clock'
  | 'open'
  | 'high'
  | 'low'
  | 'close'
  | 'volume'
  | 'quoteVolume'
  | 'vwap'
  | 'trades'
  | 'closeTime'
  | 'confirm'
  | 'contracts'
  | 'other';

interface KnownLayout {
  /** Source of the layout; for messages. */
  readonly writer: string;
  readonly kinds: readonly Kind[];
  /** Accepted only if the numbers confirm it: other layouts have the same columns. */
  readonly needsProof?: boolean;
}

const of = (text: string): Kind[] => text.split(' ') as Kind[];
const layout = (writer: string, text: string, needsProof = false): KnownLayout => ({
  writer,
  kinds: of(text),
  needsProof,
});

const OHLC = 'time open high low close';

/**
 * Rows without a header as written by exchanges and their archives; among equal lengths, the most usual
 * first.
 */
const KNOWN: readonly KnownLayout[] = [
  layout('candles without volume', OHLC),
  layout('ccxt, freqtrade', `${OHLC} volume`),
  layout('Bitfinex', 'time open close high low volume'),
  layout('Coinbase', 'time low high open close volume'),
  layout('MetaTrader', 'time clock open high low close volume'),
  layout('Kraken archive', `${OHLC} volume trades`),
  layout('Bybit', `${OHLC} volume quoteVolume`),
  layout('Binance, short', `${OHLC} volume closeTime`),
  layout('KuCoin', 'time open close high low volume quoteVolume'),
  layout('vwap before volume', `${OHLC} vwap volume`, true),
  layout('vwap after volume', `${OHLC} volume vwap`, true),
  layout('turnover before volume', `${OHLC} quoteVolume volume`, true),
  layout('Kraken API', `${OHLC} vwap volume trades`),
  layout('Bitget', `${OHLC} volume quoteVolume quoteVolume`, true),
  layout('MEXC', `${OHLC} volume closeTime quoteVolume`),
  layout('Gate', 'time quoteVolume close high low open volume confirm'),
  layout('Bitstamp archive', `${OHLC} volume quoteVolume vwap`),
  layout('OKX, spot', `${OHLC} volume quoteVolume quoteVolume confirm`, true),
  layout('OKX, contracts', `${OHLC} contracts volume quoteVolume confirm`, true),
  layout('OKX, one volume twice', `${OHLC} volume volume other confirm`),
  layout('Hummingbot', `${OHLC} volume quoteVolume trades other other`),
  layout('Binance COIN-M', `${OHLC} contracts closeTime volume trades other other`, true),
  layout('Binance COIN-M', `${OHLC} contracts closeTime volume trades other other other`, true),
  layout('Binance', `${OHLC} volume closeTime quoteVolume trades other other`),
  layout('Binance', `${OHLC} volume closeTime quoteVolume trades other other other`),
];

/** With fewer rows, prices may be inside the bar by chance. */
const PROOF_ROWS = 10;
const PRICE_TOLERANCE = 1e-3;
const LONGEST_BAR_DAYS = 32;

/**
 * The layout of rows without a header: the known one for this many columns that the numbers agree with. A
 * symbol may precede the rest.
 * @returns a text about the problem if none fits, or several that would read different values.
 */
export function layoutWithoutHeader(rows: SampleRows): TableLayout | string {
  const [first = []] = rows;
  const symbol = symbolColumn(rows);
  // A column that is neither a time nor a symbol is a row counter, as from pandas.
  const offset = symbol < 0 && !isTimeText(first.at(0) ?? '') ? 1 : symbol + 1;
  const cut = rows.map((row) => row.slice(offset));
  const candidates = KNOWN.filter(({ kinds }) => kinds.length === first.length - offset);
  const fitting = candidates.filter((known) => fits(known, cut));
  const proven = fitting.filter((known) => isProven(known, cut));
  const chosen = distinct(proven.length > 0 ? proven : fitting.filter(({ needsProof }) => !needsProof), cut);
  const doubtful = proven.length > 0 && cut.length < PROOF_ROWS ? distinct(fitting, cut) : chosen;
  if (doubtful.length > 1) {
    return `the columns could be ${doubtful.map(describe).join(' or ')}; add a header that names them`;
  }
  const known = chosen.at(0) ?? fallback(candidates);
  if (known === undefined || !isTimeText(cut.at(0)?.[0] ?? '')) {
    return 'expected a header, or a candle as [symbol,]time,open,high,low,close,volume';
  }
  return layoutOf(known, symbol, offset, first.length);
}

/** Rows that are impossible in every order are left to the cleaner to reject, market by market. */
function fallback(candidates: readonly KnownLayout[]): KnownLayout | undefined {
  return candidates.find(({ writer }) => writer === 'ccxt, freqtrade' || writer === 'Binance');
}

/** 0 if the first column contains market names: not a time or a row counter, and followed by a time. */
function symbolColumn(rows: SampleRows): number {
  const isSymbol = mostRows(rows, ([text = '', next = '']) => !isTimeText(text) && isTimeText(next));
  const isIndex =
    mostRows(rows, ([text = '']) => /^\d+$/.test(text)) &&
    numberIn(rows.at(1) ?? [], 0) === numberIn(rows[0], 0) + 1;
  return isSymbol && !isIndex ? 0 : -1;
}

function fits({ kinds }: KnownLayout, rows: SampleRows): boolean {
  const at = (kind: Kind): number => kinds.indexOf(kind);
  const [open, high, low, close] = [at('open'), at('high'), at('low'), at('close')];
  const areOrdered = mostRows(rows, (row) => {
    const [most, least] = [numberIn(row, high), numberIn(row, low)];
    const inside = [numberIn(row, open), numberIn(row, close)];
    if ([most, least, ...inside].some((value) => !(value > 0))) return null;
    return inside.every((price) => price <= most && price >= least);
  });
  return (
    areOrdered &&
    kinds.every((kind, column) => fitsKind(kind, column, rows, { high, low, volume: at('volume') }))
  );
}

interface Columns {
  readonly high: number;
  readonly low: number;
  readonly volume: number;
}

function fitsKind(kind: Kind, column: number, rows: SampleRows, at: Columns): boolean {
  if (kind === 'time') return mostRows(rows, (row) => isTimeText(row[column]));
  if (kind === 'clock') return mostRows(rows, (row) => isClock(row[column]));
  if (kind === 'confirm') return mostRows(rows, (row) => /^([01]|true|false)$/i.test(row[column]));
  if (kind === 'trades')
    return mostRows(rows, (row) => /^\d+(\.0*)?$/.test(row[column]) && !isTimeText(row[column]));
  if (kind === 'closeTime') return mostRows(rows, (row) => isCloseTime(row, column));
  if (kind === 'vwap') return mostRows(rows, (row) => isInside(row, column, at));
  if (kind === 'volume' && column !== at.volume) {
    return mostRows(rows, (row) => numberIn(row, column) === numberIn(row, at.volume));
  }
  return kind === 'other' || mostRows(rows, (row) => isAmount(row[column]));
}

function isAmount(text: string): boolean | null {
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value) ? null : value >= 0;
}

function isCloseTime(row: readonly string[], column: number): boolean {
  if (!isTimeText(row[column])) return false;
  const [open, close] = [numberIn(row, 0), numberIn(row, column)];
  // In the unit of the open time, whatever that is.
  return close > open && close - open < (open / 1.6e9) * LONGEST_BAR_DAYS * 86_400;
}

/** Whether the price lies inside the bar; a bar without trades has none. */
function isInside(row: readonly string[], column: number, { high, low, volume }: Columns): boolean | null {
  const price = numberIn(row, column);
  if (numberIn(row, volume) === 0 || Number.isNaN(price)) return null;
  return (
    price >= numberIn(row, low) * (1 - PRICE_TOLERANCE) &&
    price <= numberIn(row, high) * (1 + PRICE_TOLERANCE)
  );
}

/**
 * Whether the numbers confirm what only this layout says: a vwap inside the bar, a turnover that is volume
 * times price.
 */
function isProven({ kinds }: KnownLayout, rows: SampleRows): boolean {
  const at = { high: kinds.indexOf('high'), low: kinds.indexOf('low') };
  const [volume, turnover] = [kinds.indexOf('volume'), kinds.indexOf('quoteVolume')];
  if (volume < 0) return false;
  const contracts = kinds.indexOf('contracts');
  if (contracts >= 0 && turnover < 0) {
    return [10, 100].some((dollars) => isTurnoverOf(rows, at, volume, contracts, dollars));
  }
  return (turnover >= 0 && isTurnoverOf(rows, at, volume, turnover)) || kinds.includes('vwap');
}

const READ: readonly Kind[] = ['open', 'high', 'low', 'close', 'volume'];

/** One of each group that reads the same values from these rows, the most usual one. */
function distinct(layouts: readonly KnownLayout[], rows: SampleRows): KnownLayout[] {
  const key = ({ kinds }: KnownLayout): string => {
    const columns = READ.map((kind) => kinds.indexOf(kind));
    return rows.map((row) => columns.map((column) => numberIn(row, column)).join()).join(';');
  };
  return [...new Map([...layouts].reverse().map((known) => [key(known), known])).values()].reverse();
}

function describe({ writer, kinds }: KnownLayout): string {
  return `${kinds.join(',')} (${writer})`;
}

function layoutOf({ kinds }: KnownLayout, symbol: number, offset: number, columns: number): TableLayout {
  const at = (kind: Kind): number => {
    const column = kinds.indexOf(kind);
    return column < 0 ? -1 : column + offset;
  };
  return {
    columns,
    symbol,
    time: at('time'),
    clock: at('clock'),
    open: at('open'),
    high: at('high'),
    low: at('low'),
    close: at('close'),
    volume: at('volume'),
    closeTime: at('closeTime'),
    confirm: at('confirm'),
  };
}
