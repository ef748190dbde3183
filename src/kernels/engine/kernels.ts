import type { ColumnKernels } from './column-kernels.js';

/**
 * The kernels as functions of addresses (bytes in the shared memory), the same in every engine. Columns hold a row of
 * four float32 for each bar (assembly/lanes.ts); rows [from, to) are written; `rowStride` is 16, or 0 to keep only
 * the last row. What each one computes: assembly/<name>.ts.
 */
export interface Kernels extends ColumnKernels {
  priceRange(staged: number, stride: number, result: number, count: number, width: number): void;
  groupBars(staged: number, stride: number, groups: number, factor: number): void;
  ingestLane(
    staged: number,
    stride: number,
    target: number,
    targetStride: number,
    start: number,
    count: number,
    inverse: number,
    anchor: number,
    width: number,
  ): void;
  ingestBlock(
    staged: number,
    stride: number,
    marketStride: number,
    scales: number,
    scaleStride: number,
    target: number,
    targetStride: number,
    start: number,
    count: number,
    width: number,
  ): void;
  trueRange(
    starts: number,
    change: number,
    upper: number,
    lower: number,
    out: number,
    rowStride: number,
    from: number,
    to: number,
  ): void;
  atr(
    starts: number,
    change: number,
    upper: number,
    lower: number,
    out: number,
    rowStride: number,
    state: number,
    from: number,
    to: number,
    period: number,
    keep: number,
  ): void;
  rsi(
    starts: number,
    change: number,
    out: number,
    rowStride: number,
    state: number,
    from: number,
    to: number,
    period: number,
    keep: number,
  ): void;
  ema(
    starts: number,
    close: number,
    out: number,
    rowStride: number,
    state: number,
    from: number,
    to: number,
    period: number,
    keep: number,
  ): void;
  momentum(
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
  ): void;
  sma(
    starts: number,
    close: number,
    change: number,
    out: number,
    rowStride: number,
    scratch: number,
    from: number,
    to: number,
    period: number,
  ): void;
  bollinger(
    starts: number,
    anchors: number,
    close: number,
    change: number,
    out: number,
    columnStride: number,
    rowStride: number,
    scratch: number,
    from: number,
    to: number,
    period: number,
    multiplier: number,
  ): void;
  bollingerPrices: Kernels['bollinger'];
  bbWidthPercentile(
    starts: number,
    anchors: number,
    close: number,
    change: number,
    out: number,
    rowStride: number,
    scratch: number,
    widths: number,
    from: number,
    to: number,
    period: number,
    multiplier: number,
    window: number,
  ): void;
  donchian(
    starts: number,
    close: number,
    upper: number,
    lower: number,
    out: number,
    columnStride: number,
    rowStride: number,
    scratch: number,
    from: number,
    to: number,
    period: number,
  ): void;
  channels(
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
  ): void;
  channelsPrices: Kernels['channels'];
  vwap(
    starts: number,
    close: number,
    upper: number,
    lower: number,
    volume: number,
    sessions: number,
    out: number,
    rowStride: number,
    state: number,
    from: number,
    to: number,
  ): void;
  vwapRolling(
    starts: number,
    close: number,
    upper: number,
    lower: number,
    volume: number,
    out: number,
    rowStride: number,
    scratch: number,
    from: number,
    to: number,
    period: number,
  ): void;
  surgeShort(
    starts: number,
    volume: number,
    out: number,
    columnStride: number,
    rowStride: number,
    scratch: number,
    medians: number,
    from: number,
    to: number,
    period: number,
  ): void;
  surgeShortRatio: Kernels['surgeShort'];
  surgeLong(
    starts: number,
    volume: number,
    out: number,
    rowStride: number,
    scratch: number,
    levels: number,
    from: number,
    to: number,
    period: number,
  ): void;
  surgeLongMedian: Kernels['surgeLong'];
  btcCorrelation(
    anchors: number,
    close: number,
    change: number,
    returns: number,
    sums: number,
    inverses: number,
    out: number,
    rowStride: number,
    scratch: number,
    from: number,
    to: number,
    period: number,
  ): void;
  referenceWindow(
    returns: number,
    sums: number,
    inverses: number,
    scratch: number,
    from: number,
    to: number,
    period: number,
  ): void;
  /** All tasks of a live slab at one new bar; bar, tasks and blocks: assembly/live-task.ts. */
  liveBar(
    bar: number,
    tasks: number,
    taskCount: number,
    blocks: number,
    blockCount: number,
    blockStride: number,
  ): void;
  /** What a live slab's correlations need of their reference at row `t`. */
  liveReference(reference: number, t: number, period: number): void;
}
