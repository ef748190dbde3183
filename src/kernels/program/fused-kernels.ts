import type { ParameterValues } from '../../indicators/catalogue.js';
import type { KernelCall, KernelName } from '../engine/call.js';
import { bars } from './program-weights.js';

/** Up to three catalogue rows that one kernel computes together, faster and with the same bits. */
export interface FusedKernel {
  readonly ids: readonly string[];
  readonly kernel: KernelName;
  /** Whether they can be computed together with these parameters. @default always */
  readonly fits?: (params: readonly ParameterValues[]) => boolean;
  /** Scratch rows, if more than each of its rows needs. */
  readonly scratchRows?: (params: readonly ParameterValues[]) => number;
  /** Replaces `kernel` if the row `id` computes only the outputs of its cheaper part. */
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

/** Merges the calls of a fused kernel's rows into one. @param calls  in the order of its rows. */
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
