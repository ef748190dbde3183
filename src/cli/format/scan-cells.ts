import type { MissingPolicy } from '../../filters/filter.js';
import { blockingFilters } from '../../filters/run-filters.js';
import type { Level } from '../../levels/index.js';
import { nearestLevels } from '../../levels/index.js';
import { displaySymbol } from '../../market/symbol.js';
import type { MarketResult } from '../../scanner/scan-result.js';
import { MISSING, signed } from '../../util/number-text.js';
import type { Paint } from './style.js';

/** Context of a cell besides its market. */
export interface CellContext {
  readonly paint: Paint;
  readonly timeframeMs: number;
  readonly onMissing: MissingPolicy;
}

export function symbolCell(market: MarketResult, { paint }: CellContext): string {
  const name = displaySymbol(market.symbol);
  return market.passed ? paint('bold', name) : name;
}

export function times(value: number | null): string {
  if (value === null) return MISSING;
  return `${value >= 99.95 ? value.toFixed(0) : value.toFixed(1)}×`;
}

export function percent(fraction: number | null): string {
  return fraction === null ? MISSING : (100 * fraction).toFixed(2);
}

export function breakCell({ metrics: { breakout } }: MarketResult, { paint }: CellContext): string {
  if (breakout === 'up') return paint('green', '↑ up');
  if (breakout === 'down') return paint('red', '↓ down');
  return breakout ?? MISSING;
}

export function nearestLevel({ levels }: MarketResult): Level | null {
  const { below, above } = nearestLevels(levels);
  const distance = (level: Level | null): number => (level === null ? Infinity : Math.abs(level.distanceAtr));
  return distance(above) < distance(below) ? above : below;
}

/**
 * The nearest level relative to the price now, resistance above or support below, and its distance in ATRs.
 */
export function levelCell(market: MarketResult): string {
  const level = nearestLevel(market);
  if (level === null) return MISSING;
  return `${level === nearestLevels(market.levels).above ? 'R' : 'S'} ${signed(level.distanceAtr, 1)}`;
}

/** Why a market is not simply good data, or did not pass. */
export function flagsCell(market: MarketResult, { onMissing }: Pick<CellContext, 'onMissing'>): string {
  if (market.errors.length > 0) return market.errors.map((error) => error.code).join(' ');
  const { failed, withoutData } = blockingFilters(market.filters, onMissing);
  return [
    ...(market.metrics.filledBars > 0 ? [`filled:${market.metrics.filledBars}`] : []),
    ...firstOf(failed, '!'),
    ...firstOf(withoutData, '?'),
  ].join(' ');
}

/** The first two with their mark, and how many more there are. */
function firstOf(names: readonly string[], mark: string): string[] {
  return [
    ...names.slice(0, 2).map((name) => `${mark}${name}`),
    ...(names.length > 2 ? [`${mark}+${names.length - 2}`] : []),
  ];
}
