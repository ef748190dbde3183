import type { ParameterValues } from '../../indicators/catalogue.js';
import type { Kernels } from '../engine/kernels.js';
import { atrKeep, bars, exponentialKeep, wilderKeep } from './program-weights.js';

/** Addresses of one block, in bytes; what all blocks share is in RunAddresses. */
export interface BlockAddresses {
  readonly starts: number;
  readonly anchors: number;
  readonly close: number;
  readonly change: number;
  readonly upper: number;
  readonly lower: number;
  readonly volume: number;
  /** Columns of the block's reference. */
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
  /** First row of kernels that look back by themselves. */
  readonly from: number;
  /** First row of the averages; they begin there at row 0, and go on from their state at any other. */
  readonly averagesFrom: number;
  /** First row of the session average: a row where a session starts, or 0. */
  readonly sessionFrom: number;
  /** Row after the last. */
  readonly to: number;
}

type Run = (kernels: Kernels, block: BlockAddresses, all: RunAddresses, params: ParameterValues) => void;

/** How the engine computes a row of the catalogue for one block. */
export interface Program {
  readonly stateRows?: number;
  readonly scratchRows?: (params: ParameterValues) => number;
  readonly run: Run;
  /** A cheaper way where only some of the outputs are wanted. */
  readonly part?: { readonly outputs: readonly string[]; readonly run: Run };
}

function bollinger(kernel: 'bollinger' | 'bollingerPrices'): Run {
  return (kernels, block, all, params) =>
    kernels[kernel](
      block.starts,
      block.anchors,
      block.close,
      block.change,
      block.out,
      all.columnStride,
      all.rowStride,
      all.scratch,
      all.from,
      all.to,
      bars(params),
      params['multiplier'] as number,
    );
}

function surgeShort(kernel: 'surgeShort' | 'surgeShortRatio'): Run {
  return (kernels, block, all, params) =>
    kernels[kernel](
      block.starts,
      block.volume,
      block.out,
      all.columnStride,
      all.rowStride,
      all.scratch,
      all.levels,
      all.from,
      all.to,
      bars(params),
    );
}

/** Recurrences run over all rows; windows look back by themselves. */
export const PROGRAMS: Readonly<Record<string, Program>> = {
  trueRange: {
    run: (kernels, block, all) =>
      kernels.trueRange(
        block.starts,
        block.change,
        block.upper,
        block.lower,
        block.out,
        all.rowStride,
        all.from,
        all.to,
      ),
  },
  atr: {
    stateRows: 1,
    run: (kernels, block, all, params) =>
      kernels.atr(
        block.starts,
        block.change,
        block.upper,
        block.lower,
        block.out,
        all.rowStride,
        block.state,
        all.averagesFrom,
        all.to,
        bars(params),
        atrKeep(params),
      ),
  },
  rsi: {
    stateRows: 3,
    run: (kernels, block, all, params) =>
      kernels.rsi(
        block.starts,
        block.change,
        block.out,
        all.rowStride,
        block.state,
        all.averagesFrom,
        all.to,
        bars(params),
        wilderKeep(params),
      ),
  },
  ema: {
    stateRows: 1,
    run: (kernels, block, all, params) =>
      kernels.ema(
        block.starts,
        block.close,
        block.out,
        all.rowStride,
        block.state,
        all.averagesFrom,
        all.to,
        bars(params),
        exponentialKeep(params),
      ),
  },
  sma: {
    scratchRows: (params) => bars(params) + 1,
    run: (kernels, block, all, params) =>
      kernels.sma(
        block.starts,
        block.close,
        block.change,
        block.out,
        all.rowStride,
        all.scratch,
        all.from,
        all.to,
        bars(params),
      ),
  },
  bollinger: {
    scratchRows: (params) => 2 * (bars(params) + 1),
    run: bollinger('bollinger'),
    part: { outputs: ['bbUpper', 'bbMiddle', 'bbLower'], run: bollinger('bollingerPrices') },
  },
  bbWidthPercentile: {
    scratchRows: (params) => 2 * (bars(params) + 1),
    run: (kernels, block, all, params) =>
      kernels.bbWidthPercentile(
        block.starts,
        block.anchors,
        block.close,
        block.change,
        block.out,
        all.rowStride,
        all.scratch,
        all.levels,
        all.from,
        all.to,
        bars(params),
        params['multiplier'] as number,
        params['window'] as number,
      ),
  },
  donchian: {
    scratchRows: (params) => 2 * (bars(params) + 1),
    run: (kernels, block, all, params) =>
      kernels.donchian(
        block.starts,
        block.close,
        block.upper,
        block.lower,
        block.out,
        all.columnStride,
        all.rowStride,
        all.scratch,
        all.from,
        all.to,
        bars(params),
      ),
  },
  vwap: {
    stateRows: 6,
    run: (kernels, block, all) =>
      kernels.vwap(
        block.starts,
        block.close,
        block.upper,
        block.lower,
        block.volume,
        all.sessions,
        block.out,
        all.rowStride,
        block.state,
        all.sessionFrom,
        all.to,
      ),
  },
  vwapRolling: {
    scratchRows: (params) => 2 * (bars(params) + 1),
    run: (kernels, block, all, params) =>
      kernels.vwapRolling(
        block.starts,
        block.close,
        block.upper,
        block.lower,
        block.volume,
        block.out,
        all.rowStride,
        all.scratch,
        all.from,
        all.to,
        bars(params),
      ),
  },
  surgeShort: {
    scratchRows: bars,
    run: surgeShort('surgeShort'),
    part: { outputs: ['surgeShort'], run: surgeShort('surgeShortRatio') },
  },
  surgeLong: {
    scratchRows: (params) => bars(params) + 1,
    run: (kernels, block, all, params) => {
      const kernel = params['average'] === 'median' ? 'surgeLongMedian' : 'surgeLong';
      kernels[kernel](
        block.starts,
        block.volume,
        block.out,
        all.rowStride,
        all.scratch,
        all.levels,
        all.from,
        all.to,
        bars(params),
      );
    },
  },
  btcCorrelation: {
    scratchRows: (params) => 4 * (bars(params) + 1),
    run: (kernels, block, all, params) =>
      kernels.btcCorrelation(
        block.anchors,
        block.close,
        block.change,
        block.returns,
        block.sums,
        block.inverses,
        block.out,
        all.rowStride,
        all.scratch,
        all.from,
        all.to,
        bars(params),
      ),
  },
};
