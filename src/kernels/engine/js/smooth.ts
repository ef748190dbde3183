import { round } from './lanes.js';

/**
 * One step of an average seeded with the plain mean of its first `period` values.
 * @param count how many values there have been, this one included; the average is a sum until there are `period`.
 * @param keep, take  weights of the average and of the value; their sum is exactly 1.
 */
export function smooth(
  average: number,
  value: number,
  count: number,
  period: number,
  keep: number,
  take: number,
): number {
  if (count > period) return round(round(average * keep) + round(value * take));
  if (count < 1) return 0;
  const sum = round(average + value);
  return count < period ? sum : round(sum / period);
}
