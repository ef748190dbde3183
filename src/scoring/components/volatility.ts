import type { MetricComponent } from '../component.js';
import { shareToValue } from '../curves.js';

export const volatility: MetricComponent = {
  name: 'volatility',
  unit: 'percentile',
  description:
    'Rank of the band width among the last 120 bars: +3 when the bands never were wider, −3 never narrower.',
  needs: ['bbWidthPercentile'],
  value: (percentile) => shareToValue(percentile / 100),
};
