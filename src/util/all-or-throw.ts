/**
 * Like `Promise.all`, but waits for every promise before it rejects: nothing is left running behind the
 * caller's back.
 * @throws the reason of the first in the list that was rejected.
 */
export async function allOrThrow<const Values extends readonly unknown[]>(
  promises: Values,
): Promise<{ -readonly [K in keyof Values]: Awaited<Values[K]> }> {
  const settled = await Promise.allSettled(promises);
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  }) as { -readonly [K in keyof Values]: Awaited<Values[K]> };
}
