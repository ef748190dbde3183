import type { SimulatedReplay } from './simulated-source.js';

/** Names in an address's query, and their ranges: more would not fit into a browser's memory. */
const NUMBERS = {
  markets: { option: 'marketCount', most: 2000 },
  moments: { option: 'momentCount', most: 2016 },
  bars: { option: 'bars', most: 5000 },
  seed: { option: 'seed', most: 0xffff_ffff },
} as const;

/**
 * `?markets=100&moments=50&bars=300&seed=2`: selects another simulated market; values that are not whole
 * numbers in range are ignored.
 */
export function simulatedRequest(query: string): SimulatedReplay {
  const given = new URLSearchParams(query);
  const options = Object.entries(NUMBERS).flatMap(([name, { option, most }]) => {
    const text = given.get(name) ?? '';
    const value = /^\d{1,10}$/.test(text) ? Number(text) : 0;
    return value >= 1 && value <= most ? [[option, value]] : [];
  });
  return Object.fromEntries(options) as SimulatedReplay;
}
