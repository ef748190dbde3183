import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../market/timeframe.js';
import type { CcxtOpenInterest } from '../ccxt-shapes.js';
import type { ExchangeMarket } from '../markets/exchange-market.js';
import { readNumber } from '../read-number.js';
import { toQuote } from '../units/amount.js';
import type { MarketUnits } from '../units/unit-table.js';
import { badSchema, shapeOf } from './bad-schema.js';

/**
 * Open interest in USD: the amount of contracts or coins at the given price, otherwise the value reported by
 * the exchange.
 * @param price  quote currency; null = unknown.
 * @param usdPerQuote  null = unknown.
 * @returns null if units, price or rate are unknown.
 * @throws {ExchangeFailure} BAD_SCHEMA: it is that of another market.
 */
export function readOpenInterestUsd(
  interest: CcxtOpenInterest,
  market: ExchangeMarket,
  units: MarketUnits,
  price: number | null,
  usdPerQuote: number | null,
): number | null {
  checkSymbol(interest, market);
  const amount = readNumber(interest.openInterestAmount);
  const value = readNumber(interest.openInterestValue);
  const { openInterestAmount: amountUnit, openInterestValue: valueUnit } = units;
  if (value >= 0 && valueUnit === 'usd') return value;
  if (usdPerQuote === null) return null;
  const quote =
    value >= 0 && valueUnit === 'quote'
      ? value
      : amount >= 0 && amountUnit !== null && price !== null
        ? toQuote(amount, amountUnit, price, market)
        : null;
  return quote === null ? null : quote * usdPerQuote;
}

/**
 * The same, if it has a figure: ccxt turns any answer into an entry without one.
 * @throws {ExchangeFailure} BAD_SCHEMA: neither an amount nor a value in it, or that of another market.
 */
export function reportedOpenInterest(interest: CcxtOpenInterest, market: ExchangeMarket): CcxtOpenInterest {
  checkSymbol(interest, market);
  const { openInterestAmount: amount, openInterestValue: value } = interest;
  if (readNumber(amount) >= 0 || readNumber(value) >= 0) return interest;
  const message = `expected open interest, got an amount of ${shapeOf(amount)} and a value of ${shapeOf(value)}.`;
  throw badSchema(market.symbol, message);
}

/** Maximum distance of the earlier entry from 24 h before the newest one. */
const NEAR_MS = HOUR_MS / 2;
/** Maximum age of the newest entry. */
const FRESH_MS = 2 * HOUR_MS;

/**
 * (now / 24 h ago − 1) · 100 of open interest: of the amounts if every entry has one, because a price move is
 * not a new position; otherwise of the values.
 * @param asOfMs  later entries are ignored.
 * @returns null without an entry of the last two hours, or without one within half an hour of 24 h before it.
 */
export function openInterestChange24hPct(
  history: readonly CcxtOpenInterest[],
  market: ExchangeMarket,
  asOfMs: number,
): number | null {
  for (const entry of history) checkSymbol(entry, market);
  const amounts = history.map((entry) => readNumber(entry.openInterestAmount));
  const values = amounts.every((amount) => amount > 0)
    ? amounts
    : history.map((entry) => readNumber(entry.openInterestValue));
  const points = history
    .map((entry, index) => ({ timeMs: readNumber(entry.timestamp), value: values[index] }))
    .filter(({ timeMs, value }) => timeMs <= asOfMs && value > 0);
  if (points.length === 0) return null;
  const nearest = (timeMs: number) =>
    points.reduce((best, point) =>
      Math.abs(point.timeMs - timeMs) < Math.abs(best.timeMs - timeMs) ? point : best,
    );
  const now = nearest(asOfMs);
  const before = nearest(now.timeMs - DAY_MS);
  if (asOfMs - now.timeMs > FRESH_MS || Math.abs(now.timeMs - DAY_MS - before.timeMs) > NEAR_MS) return null;
  return (now.value / before.value - 1) * 100;
}

/** Maximum distance of an entry from the requested moment: the exchange's own step. */
const STEP_MS = 5 * MINUTE_MS;

/**
 * (now / then − 1) · 100 of the amounts of open interest.
 * @param entries  of which the one nearest to `thenMs` is used.
 * @returns null if an amount is unknown, or none is within five minutes of then.
 * @throws {ExchangeFailure} BAD_SCHEMA: it is that of another market.
 */
export function openInterestChangePct(
  now: CcxtOpenInterest,
  entries: readonly CcxtOpenInterest[],
  market: ExchangeMarket,
  thenMs: number,
): number | null {
  for (const entry of [now, ...entries]) checkSymbol(entry, market);
  const distance = ({ timestamp }: CcxtOpenInterest): number => Math.abs(readNumber(timestamp) - thenMs);
  const near = entries.filter((entry) => distance(entry) < STEP_MS);
  if (near.length === 0) return null;
  const then = near.reduce((best, entry) => (distance(entry) < distance(best) ? entry : best));
  const [after, before] = [now, then].map(({ openInterestAmount }) => readNumber(openInterestAmount));
  return after >= 0 && before > 0 ? (after / before - 1) * 100 : null;
}

function checkSymbol({ symbol }: CcxtOpenInterest, market: ExchangeMarket): void {
  if (symbol === market.symbol) return;
  throw badSchema(market.symbol, `the open interest is that of ${shapeOf(symbol)}.`);
}
