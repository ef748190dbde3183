// The one entry of both builds. No kernel owns memory: every address comes from the host
// (src/kernels/engine/layout.ts), in bytes.
export { resampleBars } from './ingest/resample-bars';
export { ingestBlock } from './ingest/ingest-block';
export { ingestLane } from './ingest/ingest-lane';
export { priceRange } from './ingest/price-range';
export { run } from './run';
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
