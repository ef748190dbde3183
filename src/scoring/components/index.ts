import { atrQuality } from './atr-quality.js';
import { breakout } from './breakout.js';
import { correlation } from './correlation.js';
import { gainersMomentum } from './gainers-momentum.js';
import { levelQuality } from './level-quality.js';
import { liquidity } from './liquidity.js';
import { losersMomentum } from './losers-momentum.js';
import { losersReversal } from './losers-reversal.js';
import { momentum } from './momentum.js';
import { oiDelta } from './oi-delta.js';
import { tradesPerMinute } from './trades-per-minute.js';
import { volSurge } from './vol-surge.js';
import { volatility } from './volatility.js';
import { volume } from './volume.js';
import type { ScoreComponent } from '../component.js';

/** Every component by its name in presets; the order of the lines and of the sum. */
const REGISTRY = {
  volSurge,
  volume,
  breakout,
  momentum,
  oiDelta,
  atrQuality,
  volatility,
  correlation,
  tradesPerMinute,
  liquidity,
  levelQuality,
  gainersMomentum,
  losersMomentum,
  losersReversal,
} as const;

export type ComponentName = keyof typeof REGISTRY;

/** Weight of each component of a preset's score; one that is absent or 0 is not computed. */
export type Weights = { readonly [N in ComponentName]?: number };

export const COMPONENTS = Object.values(REGISTRY) as readonly (ScoreComponent & { name: ComponentName })[];
