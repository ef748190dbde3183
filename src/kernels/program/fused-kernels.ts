import type { ParameterValues } from '../../indicators/catalogue.js';
import type { KernelCall, KernelName } from '../engine/call.js';
import { bars } from './program-weights.js';

/** Rows of the catalogue, up to three, that one kernel computes together, faster and with the same bits. */
export interface FusedKernel {
  readonly ids: readonly string[];
  readonly kernel: KernelName;
  /** Whether they can be computed together with these parameters. @default always */
  readonly fits?: (params: readonly ParameterValues[]) => boolean;
  /** Where it needs more than each of its rows. */
  readonly scratchRows?: (params: readonly ParameterValues[]) => number;
  /** Instead of `kernel` where the row `id` makes only the outputs of its cheaper part. */
  readonly part?: { readonly id: string; readonly kernel: KernelName };
}

export const FUSED_KERNELS: readonly FusedKernel[] = [
  { ids: ['atr', 'rsi', 'ema'], kernel: 'momentum' },
  {
    ids: ['donchian', 'bollinger'],
    kernel: 'channels',
    fits: ([donchian, bands]) => bars(donchian) === bars(bands),
    scratchRows: ([params]) => 4 * (bars(params) + 1),
    part: { id: 'bollinger', kernel: 'channelsPrices' },
  },
];

/** One call for all rows of a fused kernel. @param calls  those of its rows, in order. */
export function joined(kernel: KernelName, [first, second, third]: readonly KernelCall[]): KernelCall {
  return {
    ...first,
    kernel,
    ...partOf('second', second),
    ...(third === undefined ? {} : partOf('third', third)),
  };
}

function partOf(
  position: 'second' | 'third',
  { out, state, period, weight }: KernelCall,
): Readonly<Record<string, number | undefined>> {
  return {
    [`${position}Out`]: out,
    [`${position}State`]: state,
    [`${position}Period`]: period,
    [`${position}Weight`]: weight,
  };
}
