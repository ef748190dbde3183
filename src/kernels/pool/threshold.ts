import { LANES } from '../layout.js';
import type { SlabJob } from './job.js';

const FULL_SET_CANDLES = { series: 40_000, latest: 250_000 };

export function isWorthThreads({ plan, references }: SlabJob): boolean {
  const { barCount, mode } = plan.description;
  return references.length * LANES * barCount >= FULL_SET_CANDLES[mode];
}
