import type { MarketUnits } from '../units/unit-table.js';
import type { ExchangeDescription, Obstacle, ScanCall } from './exchange-description.js';

/** Without these there is no scan. */
const NEEDED = {
  markets: 'list of markets',
  tickers: 'tickers of all markets in one call',
  candles: 'candles',
} as const satisfies Partial<Record<ScanCall, string>>;

const MISSING: Readonly<Record<Obstacle, (what: string) => string>> = {
  'not offered': (what) => `it does not offer ${what}`,
  'needs a key': (what) => `a key is required to get its ${what}`,
  'needs parameters': (what) =>
    `its ${what} cannot be requested without parameters that a scan does not have`,
};

/**
 * What keeps an exchange from being scanned, in one sentence; null = nothing known before a request.
 * @param hasBarTurnover  whether its candles report their turnover, which shows the unit of their volume.
 */
export function refusalOf(
  {
    id,
    type,
    calls,
    tickers,
    timeframes,
  }: Pick<ExchangeDescription, 'id' | 'type' | 'calls' | 'tickers' | 'timeframes'>,
  units: MarketUnits,
  hasBarTurnover: boolean,
): string | null {
  const refused = (missing: string): string =>
    `Expected an exchange that can be scanned, got ${id} ${type}: ${missing}.`;
  for (const [call, what] of Object.entries(NEEDED)) {
    const { obstacle } = calls[call as keyof typeof NEEDED];
    if (obstacle !== null) return refused(MISSING[obstacle](what));
  }
  if (timeframes.length === 0) return refused('it has candles of no timeframe from 1m to 1d');
  if (!tickers.hasPrice) return refused('its tickers have no last price');
  const canJudge = units.candle !== null || units.tickerQuoteVolume === 'quote' || hasBarTurnover;
  return canJudge
    ? null
    : refused('the unit of its candle volume is unknown, and there is no turnover to compare it with');
}

/** That an exchange lacks a timeframe, and which ones it has; null = it has it. */
export function timeframeRefusal({ id, timeframes }: ExchangeDescription, timeframe: string): string | null {
  return timeframes.includes(timeframe)
    ? null
    : `Expected a timeframe for which ${id} has candles (${timeframes.join(', ')}), got ${timeframe}.`;
}
