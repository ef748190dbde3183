// The one entry of both builds. No kernel owns memory: every address comes from the host (src/kernels/engine/layout.ts), in
// bytes, and rows [from, to) are written. `rowStride` of an output is 16, or 0 if only the last row is wanted.
export { groupBars } from './ingest/group-bars';
export { ingestBlock } from './ingest/ingest-block';
export { ingestLane } from './ingest/ingest-lane';
export { priceRange } from './ingest/price-range';
export { trueRange } from './true-range';
export { atr } from './atr';
export { rsi } from './rsi';
export { ema } from './ema';
export { momentum } from './momentum';
export { sma } from './sma';
export { bollinger, bollingerPrices } from './bollinger';
export { bbWidthPercentile } from './bb-width-percentile';
export { donchian } from './donchian';
export { channels, channelsPrices } from './channels';
export { vwap } from './vwap';
export { vwapRolling } from './vwap-rolling';
export { surgeShort, surgeShortRatio } from './surge-short';
export { surgeLong, surgeLongMedian } from './surge-long';
export { btcCorrelation, referenceWindow } from './correlation';
export { liveBar } from './live-bar';
export { liveReference } from './live-correlation';
export {
  fillBytes,
  fillDoubles,
  fillIntegers,
  moveBytes,
  moveColumns,
  packCloses,
  packContext,
  packMoves,
  unpackColumns,
  unpackLanes,
} from './columns/lanes-of-bars';
export { changeColumn, recentColumns, turnoverColumn } from './columns/candle-columns';
export { breakoutColumn, contextRatioColumn, ratioColumns } from './columns/mixed-columns';
export { anyByte, markOutside, verdictColumns } from './columns/judge-columns';
export {
  clippedLine,
  distanceInAtrs,
  saturatedColumn,
  surgeMixture,
  weightedMean,
} from './columns/score-columns';
