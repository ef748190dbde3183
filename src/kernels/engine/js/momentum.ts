import { atr } from './atr.js';
import { ema } from './ema.js';
import type { Memory } from './lanes.js';
import { rsi } from './rsi.js';

export function momentum(
  memory: Memory,
  starts: number,
  close: number,
  change: number,
  upper: number,
  lower: number,
  atrOut: number,
  rsiOut: number,
  emaOut: number,
  rowStride: number,
  atrState: number,
  rsiState: number,
  emaState: number,
  from: number,
  to: number,
  atrPeriod: number,
  atrKeep: number,
  rsiPeriod: number,
  rsiKeep: number,
  emaPeriod: number,
  emaKeep: number,
): void {
  atr(memory, starts, change, upper, lower, atrOut, rowStride, atrState, from, to, atrPeriod, atrKeep);
  rsi(memory, starts, change, rsiOut, rowStride, rsiState, from, to, rsiPeriod, rsiKeep);
  ema(memory, starts, close, emaOut, rowStride, emaState, from, to, emaPeriod, emaKeep);
}
