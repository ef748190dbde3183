/** Markets that are looked at without a pause: some milliseconds of whatever is done with each. */
export const PIECE = 200;

/**
 * The results of `map` over `items`, in their order. Between pieces of the list it pauses, so that a page, an endpoint
 * and timers that live on the same thread get their turn however many markets there are.
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
