import type { MetricComponent } from '../component.js';
import { clipValue } from '../curves.js';
import { mixSurges } from '../raw-values.js';

/** Mean and spread of the mixture in the original system, kept. */
const USUAL = 1.5;
const SPREAD = 1.0;

export const volSurge: MetricComponent = {
  name: 'volSurge',
  unit: '×',
  description: '0.6 · long + 0.4 · short surge; 0 at 1.5×, +1 for each ×, +3 from 4.5× on.',
  needs: ['surgeLong', 'surgeShort'],
  raw: mixSurges,
  value: (mixed) => clipValue((mixed - USUAL) / SPREAD),
};
