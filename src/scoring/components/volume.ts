import type { MetricComponent } from '../component.js';
import { mixSurges } from '../raw-values.js';

/** The usual volume is worth 0. */
const USUAL_SURGE = 1;
/** A surge of 1 + 10 gives half of the maximum. */
const HALF_SURGE = 10;

export const volume: MetricComponent = {
  name: 'volume',
  unit: '×',
  description: '0.6 · long + 0.4 · short surge without a ceiling: 0 at 1×, 1.42 at 10×, 2.57 at 60×.',
  needs: ['surgeLong', 'surgeShort'],
  raw: mixSurges,
  value: { kind: 'saturated', zeroAt: USUAL_SURGE, half: HALF_SURGE },
};
