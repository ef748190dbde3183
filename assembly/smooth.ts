import { add, divide, ifEqual, ifLess, multiply, splat } from './lanes';

/**
 * One step of an average seeded with the plain mean of its first `period` values: average·keep + value·take. As
 * keep + take is exactly 1 a constant series stays what it is; written as a sum of two products, not as
 * average + take·(value − average), the chain from one bar to the next is two operations long instead of three.
 * @param count  how many values there have been in each lane, this one included; the average is a sum until `period`.
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
