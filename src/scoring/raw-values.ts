import { inAtrs } from '../indicators/smallest-atr.js';
import { naturalLog } from '../util/natural-log.js';

/** Shares of the mixture of surges. */
export const LONG_SHARE = 0.6;
export const SHORT_SHARE = 0.4;

/** The long and the short surge as one number; NaN unless both are known. */
export function mixSurges(surgeLong: number, surgeShort: number): number {
  return LONG_SHARE * surgeLong + SHORT_SHARE * surgeShort;
}

/** How far a price is above an edge, in ATRs; NaN if the ATR is too small for one. */
export function distanceInAtrs(price: number, edge: number, atr: number): number {
  return inAtrs(price - edge, atr, price) ?? NaN;
}

/**
 * ln of the volume of the last 3 bars against the 2 before; 0 if those had none (NaN), −∞ if the last have
 * none (the components clip it).
 */
export function volumeTrend(recentVolumeRatio: number): number {
  return Number.isNaN(recentVolumeRatio) ? 0 : naturalLog(Math.max(0, recentVolumeRatio));
}
