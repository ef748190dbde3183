/** Index of the first of ascending values that is not below `least`; their count if there is none. */
export function firstFrom(rising: ArrayLike<number>, least: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rising[middle] < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
