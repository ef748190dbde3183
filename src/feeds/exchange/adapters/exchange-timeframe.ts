import { formatTimeframe } from '../../../market/timeframe.js';
import { SquallError } from '../../../util/squall-error.js';
import type { CcxtExchange } from '../ccxt-shapes.js';

/**
 * The exchange's own name of a timeframe.
 * @throws {SquallError} USAGE: it has no such candles; some exchanges would send others.
 */
export function exchangeTimeframe({ id, timeframes }: CcxtExchange, timeframeMs: number): string {
  const name = formatTimeframe(timeframeMs);
  const own = Object.hasOwn(timeframes, name) ? timeframes[name] : undefined;
  if (own !== undefined) return String(own);
  const known = Object.keys(timeframes).join(', ');
  throw new SquallError('USAGE', `${id} has no ${name} candles; it has ${known}.`);
}
