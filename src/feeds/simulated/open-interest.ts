import { hashAt, keyOf, unitAt } from '../../util/rng.js';
import type { PlantedEvent } from './events.js';
import { exp, normalFromBits, powerOfTen } from './numeric.js';
import type { MarketProfile } from './simulated-markets.js';
import { BARS_PER_DAY } from './world.js';

/**
 * Open interest at the close of bar `bar` − 1 in base currency, whole lots; null for spot markets and if the
 * market does not exist. It drifts by a few percent a day; a breakout attracts 8 to 25 % within its move,
 * which leave again over two days.
 */
export function openInterestAt(
  market: MarketProfile,
  bar: number,
  events: readonly PlantedEvent[],
): number | null {
  if (market.info.type !== 'swap' || bar < Math.max(0, market.firstBar) || bar > market.endBar) return null;
  const key = keyOf(market.key, 'interest');
  const day = Math.floor(bar / BARS_PER_DAY);
  const share = (bar % BARS_PER_DAY) / BARS_PER_DAY;
  const from = normalFromBits(hashAt(key, day));
  const drift = 0.03 * (from + (normalFromBits(hashAt(key, day + 1)) - from) * share);
  let attracted = 0;
  for (const event of events) {
    const age = bar - event.startBar;
    if (event.shape !== 'breakout' || age <= 0) continue;
    const arrived = Math.min(1, age / event.moveBars);
    const left = Math.min(1, age / (2 * BARS_PER_DAY));
    attracted += (0.08 + 0.17 * unitAt(event.key, 0)) * arrived * (1 - left);
  }
  const notional = market.turnover * (0.2 + 0.6 * unitAt(key, -2)) * exp(drift + attracted);
  const lotScale = powerOfTen(market.lotDecimals);
  return Math.round((notional / market.priceOrigin) * lotScale) / lotScale;
}
