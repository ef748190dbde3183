import type { ParameterValues } from '../../indicators/catalogue.js';
import type { KernelCall, KernelName } from '../engine/call.js';
import { atrKeep, bars, exponentialKeep, multiplier, wilderKeep } from './program-weights.js';

/** Addresses of one block, in bytes; RunAddresses has those that all blocks share. */
export interface BlockAddresses {
  readonly starts: number;
  readonly anchors: number;
  readonly close: number;
  readonly change: number;
  readonly upper: number;
  readonly lower: number;
  readonly volume: number;
  /** Columns of the block's benchmark. */
  readonly returns: number;
  readonly sums: number;
  readonly inverses: number;
  /** First output column and first state row of the indicator. */
  readonly out: number;
  readonly state: number;
}

export interface RunAddresses {
  readonly columnStride: number;
  readonly rowStride: number;
  readonly sessions: number;
  readonly scratch: number;
  readonly levels: number;
  /** Where the calls of blocks are written. */
  readonly calls: number;
  /** First row for kernels with windows, which read earlier rows themselves. */
  readonly from: number;
  /** First row of the averages: they start afresh at row 0 and continue from their state at any other. */
  readonly averagesFrom: number;
  /** First row of the session average: a row where a session starts, or 0. */
  readonly sessionFrom: number;
  /** Row after the last. */
  readonly to: number;
}

/** How the engine computes a catalogue row for one block. */
export interface Program {
  readonly kernel: KernelName | ((params: ParameterValues) => KernelName);
  /** Where recurrences start; windows read earlier rows themselves. */
  readonly first?: 'averagesFrom' | 'sessionFrom';
  readonly weight?: (params: ParameterValues) => number;
  readonly stateRows?: number;
  readonly scratchRows?: (params: ParameterValues) => number;
  /** A cheaper kernel if only these outputs are requested. */
  readonly part?: { readonly outputs: readonly string[]; readonly kernel: KernelName };
}

const oneSuffix = (params: ParameterValues): number => bars(params) + 1;
const twoSuffixes = (params: ParameterValues): number => 2 * (bars(params) + 1);

export const PROGRAMS: Readonly<Record<string, Program>> = {
  trueRange: { kernel: 'trueRange' },
  atr: { kernel: 'atr', first: 'averagesFrom', weight: atrKeep, stateRows: 1 },
  rsi: { kernel: 'rsi', first: 'averagesFrom', weight: wilderKeep, stateRows: 3 },
  ema: { kernel: 'ema', first: 'averagesFrom', weight: exponentialKeep, stateRows: 1 },
  sma: { kernel: 'sma', scratchRows: oneSuffix },
  bollinger: {
    kernel: 'bollinger',
    weight: multiplier,
    scratchRows: twoSuffixes,
    part: { outputs: ['bbUpper', 'bbMiddle', 'bbLower'], kernel: 'bollingerPrices' },
  },
  bbWidthPercentile: { kernel: 'bbWidthPercentile', weight: multiplier, scratchRows: twoSuffixes },
  donchian: { kernel: 'donchian', scratchRows: twoSuffixes },
  vwap: { kernel: 'vwap', first: 'sessionFrom', stateRows: 6 },
  vwapRolling: { kernel: 'vwapRolling', scratchRows: twoSuffixes },
  surgeShort: {
    kernel: 'surgeShort',
    scratchRows: bars,
    part: { outputs: ['surgeShort'], kernel: 'surgeShortRatio' },
  },
  surgeLong: {
    kernel: ({ average }) => (average === 'median' ? 'surgeLongMedian' : 'surgeLong'),
    scratchRows: oneSuffix,
  },
  btcCorrelation: { kernel: 'btcCorrelation', scratchRows: (params) => 4 * (bars(params) + 1) },
};

/** Arguments of a program's kernel for one block. */
export function callOf(
  { kernel, first, weight }: Program,
  block: BlockAddresses,
  all: RunAddresses,
  params: ParameterValues,
): KernelCall {
  return {
    ...block,
    ...all,
    kernel: typeof kernel === 'string' ? kernel : kernel(params),
    from: first === undefined ? all.from : all[first],
    period: Number(params['period'] ?? 0),
    window: Number(params['window'] ?? 0),
    weight: weight?.(params) ?? 0,
  };
}
