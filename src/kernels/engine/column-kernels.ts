/**
 * Kernels over columns of one market: rows [from, to) of numbers one after another, float64 unless noted. Addresses are
 * bytes in the shared memory; a column's is that of row 0, rows before it are read with negative numbers. What each one
 * computes: assembly/columns/.
 */
export interface ColumnKernels {
  moveBytes(target: number, source: number, length: number): void;
  moveColumns(
    target: number,
    targetStride: number,
    source: number,
    sourceStride: number,
    count: number,
    length: number,
  ): void;
  packCloses(close: number, lane: number, from: number, to: number, inverse: number, anchor: number): void;
  packMoves(
    high: number,
    low: number,
    close: number,
    volume: number,
    changeLane: number,
    upperLane: number,
    lowerLane: number,
    volumeLane: number,
    from: number,
    to: number,
    inverse: number,
  ): void;
  packContext(
    high: number,
    low: number,
    close: number,
    changeLane: number,
    upperLane: number,
    lowerLane: number,
    from: number,
    to: number,
    factor: number,
    inverse: number,
  ): void;
  unpackColumns(table: number, count: number, lane: number, from: number, to: number): void;
  unpackLanes(
    table0: number,
    table1: number,
    table2: number,
    table3: number,
    count: number,
    from: number,
    to: number,
  ): void;
  fillBytes(out: number, from: number, to: number, value: number): void;
  fillDoubles(out: number, from: number, to: number, value: number): void;
  fillIntegers(out: number, from: number, to: number, value: number): void;
  changeColumn(close: number, out: number, from: number, to: number, span: number): void;
  recentColumns(
    open: number,
    close: number,
    volume: number,
    changes: number,
    ratios: number,
    from: number,
    to: number,
  ): void;
  turnoverColumn(
    high: number,
    low: number,
    close: number,
    volume: number,
    out: number,
    window: number,
    from: number,
    to: number,
    length: number,
  ): void;
  ratioColumns(
    atr: number,
    vwap: number,
    close: number,
    ratios: number,
    gaps: number,
    from: number,
    to: number,
    least: number,
  ): void;
  contextRatioColumn(
    lane: number,
    close: number,
    out: number,
    from: number,
    to: number,
    factor: number,
    scale: number,
    carried: number,
  ): void;
  breakoutColumn(
    high: number,
    low: number,
    close: number,
    channelHigh: number,
    channelLow: number,
    out: number,
    from: number,
    to: number,
    period: number,
    doubt: number,
  ): void;
  anyByte(column: number, from: number, to: number): number;
  markOutside(
    values: number,
    failed: number,
    missing: number,
    from: number,
    to: number,
    lowest: number,
    highest: number,
    failedBit: number,
    missingBit: number,
    kind: number,
  ): void;
  verdictColumns(
    usable: number,
    failed: number,
    missing: number,
    passed: number,
    score: number,
    from: number,
    to: number,
    missingFails: number,
  ): void;
  surgeMixture(
    long: number,
    short: number,
    out: number,
    from: number,
    to: number,
    longShare: number,
    shortShare: number,
  ): void;
  distanceInAtrs(
    price: number,
    edge: number,
    atr: number,
    out: number,
    from: number,
    to: number,
    least: number,
  ): void;
  saturatedColumn(
    values: number,
    out: number,
    from: number,
    to: number,
    origin: number,
    half: number,
    most: number,
  ): void;
  clippedLine(
    values: number,
    out: number,
    from: number,
    to: number,
    base: number,
    slope: number,
    most: number,
  ): void;
  weightedMean(
    values: number,
    stride: number,
    weights: number,
    count: number,
    out: number,
    from: number,
    to: number,
  ): void;
}
