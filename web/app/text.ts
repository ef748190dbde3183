import { compactMoney, fixed, MISSING, signed } from '../../src/util/number-text.js';
import type { FilterResult } from '../../src/filters/filter.js';

const DATE = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: '2-digit',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });
const SHORT_DATE = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short', timeZone: 'UTC' });

/** `Fri, 14 Feb 2025` */
export function dateText(timeMs: number): string {
  return DATE.format(timeMs);
}

/** `13:10` */
export function clockText(timeMs: number): string {
  return CLOCK.format(timeMs);
}

/** `14 Feb 13:10` */
export function shortTime(timeMs: number): string {
  return `${SHORT_DATE.format(timeMs)} ${clockText(timeMs)}`;
}

/** A price by its market's tick, otherwise with five significant digits. */
export function priceText(price: number | null, tickSize: number | null = null): string {
  if (price === null) return MISSING;
  return price.toFixed(priceDigits(price, tickSize));
}

/** Digits after the point. */
export function priceDigits(price: number, tickSize: number | null): number {
  if (tickSize !== null && tickSize > 0)
    return Math.min(100, Math.max(0, Math.ceil(-Math.log10(tickSize) - 1e-9)));
  const magnitude = Math.floor(Math.log10(Math.abs(price) || 1));
  return Math.max(0, Math.min(100, 4 - magnitude));
}

export const moneyText = compactMoney;
export const fixedText = fixed;
/** `+1.20`, `−0.35`: a true minus is as wide as a plus. */
export function signedText(value: number | null, digits: number): string {
  return signed(value, digits).replace('-', '−');
}

/** Milliseconds in a readable unit. */
export function durationText(durationMs: number): string {
  return durationMs < 10 ? `${durationMs.toFixed(1)} ms` : `${durationMs.toFixed(0)} ms`;
}

/** A value, threshold or margin of a filter. */
export function figureText(figure: FilterResult['value']): string {
  if (figure === null) return MISSING;
  if (typeof figure === 'string') return figure;
  return Math.abs(figure) >= 10_000 ? compactMoney(figure) : String(Number(figure.toPrecision(4)));
}

/** `surgeLong` → `Surge long`, `atrRange` → `ATR range`. */
export function spokenName(name: string): string {
  const words = name.replace(/([a-z])([A-Z0-9])/g, '$1 $2').toLowerCase();
  const spelled = words.replace(/\b(atr|btc|bb|oi|rsi|vwap|ema|sma|usd)\b/g, (word) => word.toUpperCase());
  return spelled.charAt(0).toUpperCase() + spelled.slice(1);
}
