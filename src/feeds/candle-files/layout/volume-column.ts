import { MAJORS, USD_STABLES, currencyOfAlias } from '../../../market/currencies.js';
import { marketFromSymbol } from '../../../market/spelling.js';
import type { SampleRows, TableLayout } from './table-layout.js';
import { mostRows, numberIn } from './table-layout.js';

type PriceColumns = Pick<TableLayout, 'high' | 'low'>;

/**
 * Names of volumes without case, blanks and punctuation. A column just called volume is the base unless the
 * numbers object.
 */
const BASE_NAMES = [
  ...['basetokenvolume', 'candleacctradevolume', 'homenotional'],
  ...['basevolume', 'volumebase', 'volumefrom', 'basevol', 'baseassetvolume', 'volccy', 'volumeccy'],
];
const PLAIN_NAMES = ['volume', 'vol', 'v', 'tradedvolume', 'realvolume', 'volumen', 'qty', 'size', 'amount'];
const QUOTE_NAMES = [
  ...['quotevolume', 'volumequote', 'volumeto', 'quoteassetvolume', 'turnover', 'volquote', 'volccyquote'],
  ...['sum', 'cost', 'candleacctradeprice', 'foreignnotional'],
  ...['quotevol', 'quoteamount', 'volumecurrency', 'usdvolume', 'volumeusd', 'value', 'dollarvolume'],
];
/** `Volume BTC`, `Volume_(USDT)`, `volumeusdt`. */
const CURRENCY_VOLUME = /^vol(?:ume)?[ _(]+([A-Za-z0-9]{2,10})\)?$/i;
/** Prices are rounded, and so are turnovers. */
const TOLERANCE = 0.002;
/** A factor that is equal for all rows within this share is a contract's size. */
const SAME_FACTOR = 0.03;

interface Candidates {
  readonly base: readonly number[];
  readonly plain: readonly number[];
  readonly quote: readonly number[];
}

/**
 * The column with the volume in the base currency, by the column names and by the numbers: turnover divided
 * by volume is a price of the bar.
 * @param symbol  of the first row, or of the file; null = unknown.
 * @returns −1 if no column contains it; a sentence if the names and the numbers contradict each other.
 */
export function volumeColumnOf(
  names: readonly string[],
  rows: SampleRows,
  prices: PriceColumns,
  symbol: string | null,
): number | string {
  const candidates = candidatesOf(names, symbol);
  const { base, plain, quote } = candidates;
  const all = [...base, ...plain, ...quote];
  const proven = all.find((column) =>
    all.some((other) => other !== column && isWorthOf(rows, prices, column, other)),
  );
  if (proven !== undefined) return proven;
  const [wanted] = [...base, ...plain];
  if (wanted === undefined) return -1;
  // OKX: `vol` counts contracts of a swap, `vol_ccy` is the base; for a spot market `vol` is the base.
  if (names[wanted] === 'vol_ccy' && plain.length > 0) return okxVolume(rows, wanted, plain[0], symbol);
  const factor = quote
    .map((column) => contractFactor(rows, prices, wanted, column))
    .find((found) => found !== null);
  if (factor === undefined) return wanted;
  return `the volume in column "${names[wanted]}" seems to count contracts of ${factor.toPrecision(3)} coins, as the turnover shows; expected coins`;
}

function okxVolume(rows: SampleRows, volCcy: number, vol: number, symbol: string | null): number | string {
  if (mostRows(rows, (row) => numberIn(row, volCcy) === numberIn(row, vol))) return vol;
  if (symbol !== null && marketFromSymbol(symbol)?.settle) return volCcy;
  return 'the columns vol and vol_ccy differ, and nothing shows which of them is the base currency’s volume';
}

function candidatesOf(names: readonly string[], symbol: string | null): Candidates {
  const market = symbol === null ? null : marketFromSymbol(symbol);
  const found = { base: [] as number[], plain: [] as number[], quote: [] as number[] };
  names.forEach((name, column) => {
    const plain = plainName(name);
    const currency = CURRENCY_VOLUME.exec(name.trim())?.[1].toUpperCase();
    if (BASE_NAMES.includes(plain)) found.base.push(column);
    else if (QUOTE_NAMES.includes(plain)) found.quote.push(column);
    else if (PLAIN_NAMES.includes(plain)) found.plain.push(column);
    else if (currency !== undefined && currency === market?.base) found.base.push(column);
    else if (currency !== undefined && (currency === market?.quote || isMoney(currency)))
      found.quote.push(column);
    // A coin if the symbol is unknown; any other word may be an average, as in `Volume MA`.
    else if (currency !== undefined && MAJORS.has(currencyOfAlias(currency))) found.base.push(column);
  });
  found.plain.sort(
    (a, b) => PLAIN_NAMES.indexOf(plainName(names[a])) - PLAIN_NAMES.indexOf(plainName(names[b])),
  );
  return found;
}

/** A name without case, blanks and punctuation. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function isMoney(currency: string): boolean {
  return (
    currency === 'USD' ||
    currency === 'CURRENCY' ||
    currency === 'EUR' ||
    currency === 'KRW' ||
    USD_STABLES.has(currency)
  );
}

/** Contract sizes of exchanges that count dollars: 10 and 100 on Binance and OKX, 1 on Bybit. */
const CONTRACT_DOLLARS = [10, 100];

/** Whether `worth` is the volume in quote currency or in contracts of this many dollars. */
function isWorthOf(rows: SampleRows, prices: PriceColumns, volume: number, worth: number): boolean {
  if (isTurnoverOf(rows, prices, volume, worth)) return true;
  // A price moves; a value equal on all rows is the size of a contract.
  const ratios = rows.map((row) => numberIn(row, worth) / numberIn(row, volume)).filter((ratio) => ratio > 0);
  const isMoving = Math.max(...ratios) > Math.min(...ratios) * 1.0001;
  return isMoving && CONTRACT_DOLLARS.some((dollars) => isTurnoverOf(rows, prices, volume, worth, dollars));
}

/** Whether `turnover`, in units of this many dollars, divided by `volume` is a price inside the bar. */
export function isTurnoverOf(
  rows: SampleRows,
  { high, low }: PriceColumns,
  volume: number,
  turnover: number,
  dollars = 1,
): boolean {
  return mostRows(rows, (row) => {
    const [traded, worth] = [numberIn(row, volume), numberIn(row, turnover) * dollars];
    if (!(traded > 0) || !(worth > 0)) return null;
    const price = worth / traded;
    return price >= numberIn(row, low) * (1 - TOLERANCE) && price <= numberIn(row, high) * (1 + TOLERANCE);
  });
}

/**
 * Coins per contract, if turnover = volume · price · that, equal on all rows; null if there is no such
 * factor.
 */
function contractFactor(
  rows: SampleRows,
  { high, low }: PriceColumns,
  volume: number,
  turnover: number,
): number | null {
  const factors = rows
    .map(
      (row) =>
        (2 * numberIn(row, turnover)) / (numberIn(row, volume) * (numberIn(row, high) + numberIn(row, low))),
    )
    .filter((factor) => factor > 0 && factor < Infinity)
    .sort((a, b) => a - b);
  if (factors.length < 5) return null;
  const [least, most] = [
    factors[Math.floor(0.05 * factors.length)],
    factors[Math.ceil(0.95 * factors.length) - 1],
  ];
  return most <= least * (1 + SAME_FACTOR) ? factors[factors.length >> 1] : null;
}
