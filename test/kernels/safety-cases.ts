import { CATALOGUE, MAX_PERIOD, type ParameterValues } from '../../src/indicators/catalogue.js';
import type { KernelCall } from '../../src/kernels/engine/call.js';
import { FUSED_KERNELS, joined } from '../../src/kernels/program/fused-kernels.js';
import {
  type BlockAddresses,
  callOf,
  PROGRAMS,
  type RunAddresses,
} from '../../src/kernels/program/programs.js';

/** Something computed by one kernel call, and everything that the call may write to. */
export interface SafetyCase {
  readonly name: string;
  /** Number of parameters that count bars; each is drawn from its own range. */
  readonly periods: readonly { readonly min: number; readonly max: number }[];
  readonly outputColumns: number;
  readonly stateRows: number;
  readonly scratchRows: (periods: readonly number[]) => number;
  readonly usesLevels: boolean;
  /** Writes to the prepared columns of a benchmark instead of to outputs. */
  readonly preparesBenchmark: boolean;
  /** Whether it continues from its state at any row. */
  readonly isRecurrence: boolean;
  readonly call: (block: BlockAddresses, all: RunAddresses, periods: readonly number[]) => KernelCall;
}

const USES_LEVELS = new Set(['bbWidthPercentile', 'surgeShort', 'surgeLong', 'surgeLongMedian']);
const RECURRENCES = new Set(['atr', 'rsi', 'ema']);

function rowCase(id: string, choices: ParameterValues, name = id): SafetyCase {
  const spec = CATALOGUE.find((row) => row.id === id) as (typeof CATALOGUE)[number];
  const program = PROGRAMS[id];
  const counts = spec.parameters.filter((parameter) => 'unit' in parameter && parameter.unit === 'bars');
  const defaults = Object.fromEntries(
    spec.parameters.map((parameter) => [parameter.name, parameter.default]),
  );
  const valuesOf = (periods: readonly number[]): ParameterValues => ({
    ...defaults,
    ...choices,
    ...Object.fromEntries(counts.map((parameter, i) => [parameter.name, periods[i]])),
  });
  return {
    name,
    periods: counts.map((parameter) => ({ min: (parameter as { min: number }).min, max: MAX_PERIOD })),
    outputColumns: spec.outputs.length,
    stateRows: program.stateRows ?? 0,
    scratchRows: (periods) => program.scratchRows?.(valuesOf(periods)) ?? 0,
    usesLevels: USES_LEVELS.has(name),
    preparesBenchmark: false,
    isRecurrence: RECURRENCES.has(id),
    call: (block, all, periods) => callOf(program, block, all, valuesOf(periods)),
  };
}

/** ATR, RSI and EMA in one call: three output columns and state rows 0, 1 to 3, and 4. */
function momentumCase(): SafetyCase {
  const [momentum] = FUSED_KERNELS;
  return {
    name: 'momentum',
    periods: [1, 2, 3].map(() => ({ min: 1, max: MAX_PERIOD })),
    outputColumns: 3,
    stateRows: 5,
    scratchRows: () => 0,
    usesLevels: false,
    preparesBenchmark: false,
    isRecurrence: true,
    call(block, all, periods) {
      const calls = momentum.ids.map((id, i) => {
        const own = {
          ...block,
          out: block.out + i * all.columnStride,
          state: block.state + [0, 1, 4][i] * 16,
        };
        return callOf(PROGRAMS[id], own, all, { period: periods[i], smoothing: 'wilder' });
      });
      return joined(momentum.kernel, calls);
    },
  };
}

/** Channels and bands in one call: two output columns, then all six or the three prices. */
function channelsCase(name: 'channels' | 'channelsPrices'): SafetyCase {
  const fused = FUSED_KERNELS[1];
  const isPart = name === 'channelsPrices';
  const paramsOf = (period: number): ParameterValues[] => [{ period }, { period, multiplier: 2 }];
  return {
    name,
    periods: [{ min: 1, max: MAX_PERIOD }],
    outputColumns: isPart ? 5 : 8,
    stateRows: 0,
    scratchRows: ([period]) => fused.scratchRows?.(paramsOf(period)) ?? 0,
    usesLevels: false,
    preparesBenchmark: false,
    isRecurrence: false,
    call(block, all, [period]) {
      const bands = { ...block, out: block.out + 2 * all.columnStride };
      const [channelParams, bandParams] = paramsOf(period);
      return joined(name, [
        callOf(PROGRAMS['donchian'], block, all, channelParams),
        callOf(PROGRAMS['bollinger'], bands, all, bandParams),
      ]);
    },
  };
}

function benchmarkCase(): SafetyCase {
  return {
    name: 'benchmarkWindow',
    periods: [{ min: 2, max: MAX_PERIOD }],
    outputColumns: 0,
    stateRows: 0,
    scratchRows: ([period]) => 4 * (period + 1),
    usesLevels: false,
    preparesBenchmark: true,
    isRecurrence: false,
    call: ({ returns, sums, inverses }, { scratch, from, to }, [period]) => ({
      ...{ kernel: 'benchmarkWindow', returns, sums, inverses, scratch, from, to, period },
    }),
  };
}

/** Every kernel: the catalogue rows, their variants, and the fused kernels. */
export const SAFETY_CASES: readonly SafetyCase[] = [
  ...CATALOGUE.map(({ id }) => rowCase(id, {})),
  rowCase('surgeLong', { average: 'median' }, 'surgeLongMedian'),
  momentumCase(),
  channelsCase('channels'),
  channelsCase('channelsPrices'),
  benchmarkCase(),
];
