import { naturalLog } from '../util/natural-log.js';
import { exponential } from './exponential.js';
import { normalCdf, normalDensity, normalQuantile } from './normal.js';

const EULER_GAMMA = 0.5772156649015329;
/** Below this many trials the approximation of the expected maximum is off by more than a few per cent. */
const EXACT_BELOW = 20;

/** A Sharpe ratio per period and the shape of its returns. */
export interface SharpeSample {
  readonly sharpe: number;
  readonly periods: number;
  readonly skewness: number;
  /** 3 for a normal distribution. */
  readonly kurtosis: number;
}

/** Probability that the true Sharpe ratio is above `benchmark` (Bailey, López de Prado 2012). */
export function probabilisticSharpe(sample: SharpeSample, benchmark: number): number {
  return normalCdf((sample.sharpe - benchmark) / sharpeError(sample));
}

/** √((1 − γ₃SR + ¼(γ₄−1)SR²)/(T−1)). */
export function sharpeError({ sharpe, periods, skewness, kurtosis }: SharpeSample): number {
  return Math.sqrt((1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe) / (periods - 1));
}

/**
 * The probability that the best of many trials is not luck: that its Sharpe ratio exceeds what the best of as
 * many without skill would have (Bailey, López de Prado 2014).
 * @param variance  of the trials' Sharpe ratios
 */
export function deflatedSharpe(sample: SharpeSample, variance: number, trials: number): number {
  return probabilisticSharpe(sample, luckySharpe(variance, trials));
}

/** √V·E[max of K]: the expected Sharpe ratio of the luckiest of K trials. */
export function luckySharpe(variance: number, trials: number): number {
  return Math.sqrt(variance) * expectedMaximum(trials);
}

/**
 * E of the largest of K standard normal numbers: the integral for small K, the known approximation from 20
 * on.
 */
export function expectedMaximum(trials: number): number {
  if (trials < EXACT_BELOW) return maximumMoments(trials).mean;
  return approximateMaximum(trials);
}

/** (1−γ)Φ⁻¹(1−1/K) + γΦ⁻¹(1−1/(Ke)). */
export function approximateMaximum(trials: number): number {
  return (
    (1 - EULER_GAMMA) * normalQuantile(1 - 1 / trials) +
    EULER_GAMMA * normalQuantile(1 - exponential(-1) / trials)
  );
}

/** Mean and deviation of the largest of K standard normal numbers, density K·φ(x)·Φ(x)^(K−1), by the trapezium rule. */
export function maximumMoments(trials: number): { readonly mean: number; readonly deviation: number } {
  const step = 1 / 64;
  let first = 0;
  let second = 0;
  for (let i = -640; i <= 640; i++) {
    const x = i * step;
    const below = exponential((trials - 1) * naturalLog(normalCdf(x)));
    const weight = trials * normalDensity(x) * below * step;
    first += weight * x;
    second += weight * x * x;
  }
  return { mean: first, deviation: Math.sqrt(second - first * first) };
}
