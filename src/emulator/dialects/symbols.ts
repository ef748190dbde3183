import type { ListedMarket, World } from '../world.js';

/** `BTCUSDT` */
export function concatenated({ info }: ListedMarket): string {
  return info.base + info.quote;
}

/** Finds markets by their names in a dialect; created once per world. */
export function createSymbolIndex(
  namesOf: (market: ListedMarket) => readonly string[],
): (world: World, type: ListedMarket['type'], name: string) => ListedMarket | undefined {
  const indexes = new WeakMap<World, Map<string, ListedMarket>>();
  return (world, type, name) => {
    let index = indexes.get(world);
    if (index === undefined) {
      index = new Map();
      for (const traded of ['spot', 'swap'] as const) {
        for (const market of world.everyMarket(traded)) {
          for (const known of namesOf(market)) index.set(`${traded} ${known}`, market);
        }
      }
      indexes.set(world, index);
    }
    const market = index.get(`${type} ${name}`);
    // It may have been delisted since.
    return market && world.find(market.info.symbol);
  };
}
