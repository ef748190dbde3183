import type { ParameterValues } from '../../indicators/catalogue.js';

/**
 * Weight of the old average, chosen so that it and 1 − itself are float32 values that sum to exactly 1: the larger is
 * rounded, and the remainder to 1 then needs no rounding.
 */
export function keepWeight(take: number): number {
  return Math.fround(1 - take);
}

export function wilderKeep(params: ParameterValues): number {
  return keepWeight(1 / bars(params));
}

export function exponentialKeep(params: ParameterValues): number {
  return keepWeight(2 / (bars(params) + 1));
}

export function atrKeep(params: ParameterValues): number {
  return params['smoothing'] === 'ema' ? exponentialKeep(params) : wilderKeep(params);
}

/** Multiplier of the bands' deviation. */
export function multiplier(params: ParameterValues): number {
  return params['multiplier'] as number;
}

export function bars(params: ParameterValues): number {
  return params['period'] as number;
}
