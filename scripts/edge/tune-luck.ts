import type { TuneReport } from '../../src/edge/tune-report.js';
import { tune } from '../../src/edge/tune.js';
import { familyOfPicks, herdPicks, syntheticHistory } from './placebo.js';

export interface LuckOptions {
  readonly markets: number;
  readonly bars: number;
  readonly horizonBars: number;
  readonly candidates: number;
}

/** Results of `tune` for candidates that pick at random, where nothing predicts a price. */
export async function tuneLuck(
  seed: number,
  { markets, bars, horizonBars, candidates }: LuckOptions,
): Promise<TuneReport> {
  const { source } = syntheticHistory({ seed, markets, bars });
  const picks = Array.from({ length: candidates }, (_, k) => herdPicks(seed * 100_000 + k, markets, bars));
  return tune({
    source,
    detail: 'synthetic',
    family: familyOfPicks(picks, seed),
    values: picks.map((_, k) => ({ candidate: k })),
    horizonBars,
    costs: 0.002,
  });
}
