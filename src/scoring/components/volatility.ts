import { shareToValue } from '../curves.js';
import type { ScoreComponent } from '../component.js';

export function volatilityValue(widthPercentile: number): number {
  return shareToValue(widthPercentile / 100);
}

export const volatility: ScoreComponent = {
  name: 'volatility',
  unit: 'percentile',
  description:
    'Rank of the band width among the last 120 bars: +3 when the bands never were wider, −3 never narrower.',

  measure({ metrics: { bbWidthPercentile: raw } }) {
    return raw === null ? null : { raw, value: volatilityValue(raw) };
  },
};
