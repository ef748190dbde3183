import type { Engine } from '../../src/kernels/engine/engine.js';
import { bruteForce } from './brute-force.js';
import { HARD_MARKETS } from './hard-markets.js';
import { scan, seeded, seriesOf } from './helpers.js';
import { allowedError, PROMISES } from './promises.js';

/** A market of the search. */
export interface Trial {
  readonly kind: string;
  readonly seed: number;
  readonly strength: number;
  readonly bars: number;
  /** Length of all windows. */
  readonly period: number;
}

/** The largest error of an output, as a fraction of its promise. */
export interface WorstCase {
  readonly share: number;
  /** In the unit of the promise, before it grows with the period. */
  readonly error: number;
  readonly where: string;
  readonly trial: Trial;
}

const PERIODS = [2, 5, 9, 14, 20, 50, 100, 200, 500, 1000];

/**
 * Every output's largest error over one market as a fraction of its promise; infinite if only one side is NaN.
 */
function tryMarket(engine: Engine, trial: Trial): Map<string, WorstCase> {
  const { kind, seed, strength, bars, period } = trial;
  const series = seriesOf(HARD_MARKETS[kind](seeded(seed), bars, strength));
  const benchmark = seriesOf({ close: HARD_MARKETS['a random walk'](seeded(seed + 1), bars, 0.3).close });
  const names = [
    'atr',
    'rsi',
    'ema',
    'bands',
    'donchian',
    'vwapRolling',
    'surgeShort',
    'surgeLong',
    'correlation',
  ];
  const periods = Object.fromEntries(names.map((name) => [name, period])) as Record<string, number>;
  const exact = bruteForce(series, { ...periods, multiplier: 2, rank: 120 } as never, benchmark);
  const ids = [...new Set(Object.values(PROMISES).map(({ id }) => id))];
  const hasPeriod = (id: string): boolean => id !== 'trueRange' && id !== 'vwap';
  const indicators = ids.map((id) => (hasPeriod(id) ? { id, params: { period } } : { id }));
  const slab = scan(engine, [series], { indicators, benchmark });
  const worst = new Map<string, WorstCase>();
  for (const name of Object.keys(PROMISES)) {
    const values = slab.series(0, name);
    const length = hasPeriod(PROMISES[name].id) ? period : 1;
    let found = { share: 0, error: 0, bar: 0 };
    for (let t = 0; t < bars; t++) {
      const [actual, expected] = [values[t], exact[name][t]];
      if (Number.isNaN(actual) && Number.isNaN(expected)) continue;
      const difference = Math.abs(actual - expected);
      const share = difference / allowedError(name, series, t, expected, length);
      // Only one of them has a value: infinitely wrong.
      if (Number.isNaN(share) && difference !== 0) found = { share: Infinity, error: Infinity, bar: t };
      if (share > found.share) found = { share, error: share * PROMISES[name].limit, bar: t };
    }
    const where = `${kind}, ${length} bars, seed ${seed}`;
    worst.set(name, { share: found.share, error: found.error, where, trial });
  }
  slab.dispose();
  return worst;
}

/**
 * Searches the worst case of every promise: seeded markets of every kind, then variations of the worst ones.
 * @param tries  markets of each kind, and steps from the worst market of each output
 */
export function searchWorstCases(engine: Engine, tries: number, seed: number): Map<string, WorstCase> {
  const random = seeded(seed);
  const worst = new Map<string, WorstCase>();
  const take = (trial: Trial): void => {
    for (const [name, found] of tryMarket(engine, trial)) {
      if (found.share > (worst.get(name)?.share ?? -1)) worst.set(name, found);
    }
  };
  const periodOf = (): number => PERIODS[Math.floor(random() * PERIODS.length)];
  const trialOf = (kind: string, period: number): Trial => ({
    kind,
    seed: Math.floor(random() * 2 ** 31),
    strength: random(),
    bars: Math.max(300, 3 * period),
    period,
  });
  for (const kind of Object.keys(HARD_MARKETS))
    for (let i = 0; i < tries; i++) take(trialOf(kind, periodOf()));
  for (const name of Object.keys(PROMISES)) {
    for (let i = 0; i < tries; i++) {
      const { kind, strength, period } = (worst.get(name) as WorstCase).trial;
      const near = Math.min(1, Math.max(0, strength + 0.2 * (random() - 0.5)));
      take({ ...trialOf(kind, random() < 0.7 ? period : periodOf()), strength: near });
    }
  }
  return worst;
}
