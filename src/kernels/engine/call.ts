import type { Kernels } from './kernels.js';

/** Kernels over rows of four markets, numbered as in assembly/run.ts. */
export const KERNELS = [
  'trueRange',
  'atr',
  'rsi',
  'ema',
  'momentum',
  'sma',
  'bollinger',
  'bollingerPrices',
  'bbWidthPercentile',
  'donchian',
  'channels',
  'channelsPrices',
  'vwap',
  'vwapRolling',
  'surgeShort',
  'surgeShortRatio',
  'surgeLong',
  'surgeLongMedian',
  'btcCorrelation',
  'benchmarkWindow',
] as const;

export type KernelName = (typeof KERNELS)[number];

/** Words of a call after the kernel number, in the order of assembly/call.ts, which documents them. */
const WORDS = {
  starts: 'integer',
  anchors: 'integer',
  close: 'integer',
  change: 'integer',
  upper: 'integer',
  lower: 'integer',
  volume: 'integer',
  returns: 'integer',
  sums: 'integer',
  inverses: 'integer',
  sessions: 'integer',
  columnStride: 'integer',
  rowStride: 'integer',
  scratch: 'integer',
  levels: 'integer',
  from: 'integer',
  to: 'integer',
  out: 'integer',
  state: 'integer',
  period: 'integer',
  window: 'integer',
  weight: 'float',
  secondOut: 'integer',
  secondState: 'integer',
  secondPeriod: 'integer',
  secondWeight: 'float',
  thirdOut: 'integer',
  thirdState: 'integer',
  thirdPeriod: 'integer',
  thirdWeight: 'float',
} as const;

type CallField = keyof typeof WORDS;

export const CALL_FIELDS = Object.keys(WORDS) as readonly CallField[];

/** The arguments of one kernel call: addresses in bytes, rows, parameters. Those that it does not use are optional. */
export interface KernelCall extends Readonly<Partial<Record<CallField, number>>> {
  readonly kernel: KernelName;
  readonly from: number;
  readonly to: number;
}

/** Distance between the calls of a list. */
export const CALL_BYTES = 128;

const CALL_WORDS = CALL_BYTES / 4;

/** A list of calls in the form that kernels read. */
export function encodeCalls(calls: readonly KernelCall[]): Uint32Array {
  const words = new Uint32Array(calls.length * CALL_WORDS);
  const floats = new Float32Array(words.buffer);
  for (const [index, call] of calls.entries()) {
    const first = index * CALL_WORDS;
    words[first] = KERNELS.indexOf(call.kernel);
    for (const [place, field] of CALL_FIELDS.entries()) {
      const values = WORDS[field] === 'float' ? floats : words;
      values[first + 1 + place] = call[field] ?? 0;
    }
  }
  return words;
}

/** Writes a call to an address, a multiple of 4, and runs it. @param words  the memory as integers. */
export function makeCall(
  kernels: Kernels,
  words: Uint32Array<ArrayBufferLike>,
  address: number,
  call: KernelCall,
): void {
  words.set(encodeCalls([call]), address / 4);
  kernels.run(address, 1);
}
