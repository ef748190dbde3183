import type { SourceDescription } from './feed.js';

/** Fields that identify the origin of prices. */
type Origin = Pick<SourceDescription, 'kind' | 'detail' | 'exchange'>;

/** What the store of an emulator's candles begins with, so that they never lie among those of the exchange. */
export const EMULATED = 'emulated-';

/**
 * Notice for prices that no exchange has made: `simulated market, seed 1: not real prices`; null = they are
 * real.
 */
export function inventedPrices({ kind, detail, exchange }: Origin): string | null {
  // A recording of the simulated market keeps its kind and detail: `seed 1, 400 markets`.
  if (kind === 'simulated') return `simulated market, ${detail.split(',')[0]}: not real prices`;
  if (detail.startsWith(`store ${EMULATED}`)) return `${detail}: not real prices`;
  const baseUrl = exchange?.baseUrl ?? null;
  return baseUrl === null ? null : `emulator at ${baseUrl}: not real prices`;
}

/** Name of a source in results. */
export function sourceName(source: Origin): string {
  return inventedPrices(source) ?? source.detail;
}
