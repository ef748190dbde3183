import type { ParameterValues } from '../../indicators/catalogue.js';
import type { Kernels } from '../engine/kernels.js';
import { atrKeep, bars, exponentialKeep, wilderKeep } from './program-weights.js';
import type { BlockAddresses, RunAddresses } from './programs.js';

/** @param blocks, params  one for each id, in order */
type GroupRun = (
  kernels: Kernels,
  blocks: readonly BlockAddresses[],
  all: RunAddresses,
  params: readonly ParameterValues[],
) => void;

/** Rows of the catalogue that one kernel computes together, faster and with the same bits. */
export interface GroupProgram {
  readonly ids: readonly string[];
  /** Whether they can be computed together with these parameters. @default always */
  readonly fits?: (params: readonly ParameterValues[]) => boolean;
  /** Where it needs more than each of its rows. */
  readonly scratchRows?: (params: readonly ParameterValues[]) => number;
  readonly run: GroupRun;
  /** Instead of `run` where the row `id` makes only the outputs of its cheaper part. */
  readonly part?: { readonly id: string; readonly run: GroupRun };
}

function channels(kernel: 'channels' | 'channelsPrices'): GroupRun {
  return (kernels, [donchian, bands], all, [params, bandParams]) =>
    kernels[kernel](
      bands.starts,
      bands.anchors,
      bands.close,
      bands.change,
      bands.upper,
      bands.lower,
      donchian.out,
      bands.out,
      all.columnStride,
      all.rowStride,
      all.scratch,
      all.from,
      all.to,
      bars(params),
      bandParams['multiplier'] as number,
    );
}

export const GROUPS: readonly GroupProgram[] = [
  {
    ids: ['atr', 'rsi', 'ema'],
    run: (kernels, [atr, rsi, ema], all, [atrParams, rsiParams, emaParams]) =>
      kernels.momentum(
        atr.starts,
        atr.close,
        atr.change,
        atr.upper,
        atr.lower,
        atr.out,
        rsi.out,
        ema.out,
        all.rowStride,
        atr.state,
        rsi.state,
        ema.state,
        all.averagesFrom,
        all.to,
        bars(atrParams),
        atrKeep(atrParams),
        bars(rsiParams),
        wilderKeep(rsiParams),
        bars(emaParams),
        exponentialKeep(emaParams),
      ),
  },
  {
    ids: ['donchian', 'bollinger'],
    fits: ([donchian, bands]) => bars(donchian) === bars(bands),
    scratchRows: ([params]) => 4 * (bars(params) + 1),
    run: channels('channels'),
    part: { id: 'bollinger', run: channels('channelsPrices') },
  },
];
