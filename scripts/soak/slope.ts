export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Theil–Sen: the median of the slopes between all pairs, which a few outliers do not move. */
export function slope(values: readonly number[]): number {
  return median(
    values.flatMap((value, i) =>
      values.slice(i + 1).map((later, distance) => (later - value) / (distance + 1)),
    ),
  );
}
