import type { SimulatedReplay } from './simulated-source.js';

/** Names of an address's query, and what they may be: more would not fit into a browser's memory. */
const NUMBERS = {
  markets: { option: 'marketCount', most: 2000 },
  moments: { option: 'momentCount', most: 2016 },
  bars: { option: 'bars', most: 5000 },
  seed: { option: 'seed', most: 0xffff_ffff },
} as const;

/**
 * `?markets=100&moments=50&bars=300&seed=2`: another simulated market than the usual one; what is no whole number in
 * its range is left out.
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
