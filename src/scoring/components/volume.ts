import { saturate } from '../curves.js';
import { mixedSurge } from './vol-surge.js';
import type { ScoreComponent } from '../component.js';

/** As much volume as usual is worth 0. */
export const USUAL_SURGE = 1;
/** A surge of 1 + 10 gives half of the most. */
export const HALF_SURGE = 10;

function volumeValue(mixed: number): number {
  return saturate(mixed - USUAL_SURGE, HALF_SURGE);
}

export const volume: ScoreComponent = {
  name: 'volume',
  unit: '×',
  description: '0.6 · long + 0.4 · short surge without a ceiling: 0 at 1×, 1.42 at 10×, 2.57 at 60×.',

  measure({ metrics }) {
    const raw = mixedSurge(metrics);
    return raw === null ? null : { raw, value: volumeValue(raw) };
  },
};
