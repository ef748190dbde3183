/** Markets processed without a pause: some milliseconds of work. */
export const PIECE = 200;

/**
 * The results of `map` over `items`, in order. It pauses between pieces of the list, so that a page, an
 * endpoint and timers on the same thread can run however many markets there are.
 */
export async function mapInPieces<Item, Result>(
  items: readonly Item[],
  map: (item: Item, index: number) => Result,
  pause: () => Promise<void>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const [index, item] of items.entries()) {
    if (index > 0 && index % PIECE === 0) await pause();
    results.push(map(item, index));
  }
  return results;
}
