import { clipValue } from '../curves.js';
import type { Metrics } from '../../indicators/metrics.js';
import type { ScoreComponent } from '../component.js';

export const LONG_SHARE = 0.6;
export const SHORT_SHARE = 0.4;
/** Mean and spread of the mixture in the original system, kept. */
const USUAL = 1.5;
const SPREAD = 1.0;

/** The long and the short surge as one number; null unless both are known. */
export function mixedSurge({ surgeLong, surgeShort }: Metrics): number | null {
  if (surgeLong === null || surgeShort === null) return null;
  return mixSurges(surgeLong, surgeShort);
}

export function mixSurges(surgeLong: number, surgeShort: number): number {
  return LONG_SHARE * surgeLong + SHORT_SHARE * surgeShort;
}

export function volSurgeValue(mixed: number): number {
  return clipValue((mixed - USUAL) / SPREAD);
}

export const volSurge: ScoreComponent = {
  name: 'volSurge',
  unit: '×',
  description: '0.6 · long + 0.4 · short surge; 0 at 1.5×, +1 for each ×, +3 from 4.5× on.',

  measure({ metrics }) {
    const raw = mixedSurge(metrics);
    return raw === null ? null : { raw, value: volSurgeValue(raw) };
  },
};
