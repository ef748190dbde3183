import type { SourceDescription } from './feed.js';

/** What says where prices come from. */
type Origin = Pick<SourceDescription, 'kind' | 'detail' | 'exchange' | 'keptOf'>;

/**
 * What must be said with prices that no exchange has made: `simulated market, seed 1: not real prices`; null = they are
 * real.
 */
export function inventedPrices({ kind, detail, exchange, keptOf }: Origin): string | null {
  // A recording of the simulated market keeps its kind and detail: `seed 1, 400 markets`.
  if (kind === 'simulated') return `simulated market, ${detail.split(',')[0]}: not real prices`;
  const baseUrl = exchange?.baseUrl ?? keptOf?.emulator ?? null;
  return baseUrl === null ? null : `emulator at ${baseUrl}: not real prices`;
}

/** How a source is named where results are read. */
export function sourceName(source: Origin): string {
  return inventedPrices(source) ?? source.detail;
}
