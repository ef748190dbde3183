import { bollinger, bollingerPrices } from './bollinger.js';
import { donchian } from './donchian.js';
import type { Memory } from './lanes.js';

export function channels(
  memory: Memory,
  starts: number,
  anchors: number,
  close: number,
  change: number,
  upper: number,
  lower: number,
  channelOut: number,
  bandOut: number,
  columnStride: number,
  rowStride: number,
  scratch: number,
  from: number,
  to: number,
  period: number,
  multiplier: number,
): void {
  donchian(
    memory,
    starts,
    close,
    upper,
    lower,
    channelOut,
    columnStride,
    rowStride,
    scratch,
    from,
    to,
    period,
  );
  bollinger(
    memory,
    starts,
    anchors,
    close,
    change,
    bandOut,
    columnStride,
    rowStride,
    scratch,
    from,
    to,
    period,
    multiplier,
  );
}

/** donchian and bollingerPrices. */
export function channelsPrices(
  memory: Memory,
  starts: number,
  anchors: number,
  close: number,
  change: number,
  upper: number,
  lower: number,
  channelOut: number,
  bandOut: number,
  columnStride: number,
  rowStride: number,
  scratch: number,
  from: number,
  to: number,
  period: number,
  multiplier: number,
): void {
  donchian(
    memory,
    starts,
    close,
    upper,
    lower,
    channelOut,
    columnStride,
    rowStride,
    scratch,
    from,
    to,
    period,
  );
  bollingerPrices(
    memory,
    starts,
    anchors,
    close,
    change,
    bandOut,
    columnStride,
    rowStride,
    scratch,
    from,
    to,
    period,
    multiplier,
  );
}
