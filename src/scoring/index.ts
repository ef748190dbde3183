import { atrQuality } from './components/atr-quality.js';
import { breakout } from './components/breakout.js';
import { correlation } from './components/correlation.js';
import { gainersMomentum } from './components/gainers-momentum.js';
import { levelQuality } from './components/level-quality.js';
import { liquidity } from './components/liquidity.js';
import { losersMomentum } from './components/losers-momentum.js';
import { losersReversal } from './components/losers-reversal.js';
import { momentum } from './components/momentum.js';
import { oiDelta } from './components/oi-delta.js';
import { tradesPerMinute } from './components/trades-per-minute.js';
import { volSurge } from './components/vol-surge.js';
import { volatility } from './components/volatility.js';
import { volume } from './components/volume.js';
import type { ScoreComponent } from './component.js';

/** Every component by its name in presets; this order is the order of the lines and of the sum. */
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
