/** Mean of the values; NaN if there are none. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Sum of the k-th powers of the deviations from the mean, k 2…4, over the count. */
function centralMoment(values: ArrayLike<number>, power: 2 | 3 | 4): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const deviation = values[i] - centre;
    const square = deviation * deviation;
    sum += power === 2 ? square : power === 3 ? square * deviation : square * square;
  }
  return sum / values.length;
}

/** Variance over n − 1; NaN for fewer than two values. */
export function sampleVariance(values: ArrayLike<number>): number {
  const n = values.length;
  return n < 2 ? NaN : (centralMoment(values, 2) * n) / (n - 1);
}

/** Third standardised moment (over n); NaN if nothing varies. */
export function skewness(values: ArrayLike<number>): number {
  const variance = centralMoment(values, 2);
  return centralMoment(values, 3) / (variance * Math.sqrt(variance));
}

/** Fourth standardised moment (over n): 3 for a normal distribution. */
export function kurtosis(values: ArrayLike<number>): number {
  const variance = centralMoment(values, 2);
  return centralMoment(values, 4) / (variance * variance);
}

/** γ₀…γ_lags: autocovariances over n, each around the overall mean. */
export function autocovariances(values: ArrayLike<number>, lags: number): Float64Array {
  const n = values.length;
  const centre = mean(values);
  const centred = Float64Array.from(values, (value) => value - centre);
  return Float64Array.from({ length: lags + 1 }, (_, lag) => {
    let sum = 0;
    for (let i = lag; i < n; i++) sum += centred[i] * centred[i - lag];
    return sum / n;
  });
}
