import { add, divide, ifEqual, ifLess, multiply, splat } from './lanes';

/**
 * One step of an average seeded with the plain mean of its first `period` values: average·keep + value·take. As
 * keep + take is exactly 1, a constant series stays constant. As a sum of two products instead of
 * average + take·(value − average), the dependency chain per bar is two operations long, not three.
 * @param count  values so far in each lane, this one included; the average is a plain sum until `period`.
 */
export function smooth<V, Phase>(average: V, value: V, count: V, period: V, keep: V, take: V): V {
  const next = add<V>(multiply<V>(average, keep), multiply<V>(value, take));
  if (isInteger<Phase>()) {
    const sum = add<V>(average, value);
    const seeded = ifLess<V>(count, period, sum, ifEqual<V>(count, period, divide<V>(sum, period), next));
    return ifLess<V>(count, splat<V>(1), splat<V>(0), seeded);
  }
  return next;
}
