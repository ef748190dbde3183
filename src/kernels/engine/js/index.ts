import type { Kernels } from '../kernels.js';
import { atr } from './atr.js';
import { bbWidthPercentile } from './bb-width-percentile.js';
import { bollinger, bollingerPrices } from './bollinger.js';
import { changeColumn, recentColumns, turnoverColumn } from './columns/candle-columns.js';
import { anyByte, markOutside, verdictColumns } from './columns/judge-columns.js';
import {
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
} from './columns/lanes-of-bars.js';
import { breakoutColumn, contextRatioColumn, ratioColumns } from './columns/mixed-columns.js';
import {
  clippedLine,
  distanceInAtrs,
  saturatedColumn,
  surgeMixture,
  weightedMean,
} from './columns/score-columns.js';
import { channels, channelsPrices } from './channels.js';
import { btcCorrelation, referenceWindow } from './correlation.js';
import { donchian } from './donchian.js';
import { ema } from './ema.js';
import { groupBars, ingestBlock, ingestLane, priceRange } from './ingest.js';
import type { Memory } from './lanes.js';
import { liveBar } from './live-bar.js';
import { liveReference } from './live-correlation.js';
import { momentum } from './momentum.js';
import { rsi } from './rsi.js';
import { sma } from './sma.js';
import { surgeLong, surgeLongMedian } from './surge-long.js';
import { surgeShort, surgeShortRatio } from './surge-short.js';
import { trueRange } from './true-range.js';
import { vwap } from './vwap.js';
import { vwapRolling } from './vwap-rolling.js';

type Twins = { [Name in keyof Kernels]: (memory: Memory, ...args: Parameters<Kernels[Name]>) => void };

const TWINS: Twins = {
  priceRange,
  groupBars,
  ingestLane,
  ingestBlock,
  trueRange,
  atr,
  rsi,
  ema,
  momentum,
  sma,
  bollinger,
  bollingerPrices,
  bbWidthPercentile,
  donchian,
  channels,
  channelsPrices,
  vwap,
  vwapRolling,
  surgeShort,
  surgeShortRatio,
  surgeLong,
  surgeLongMedian,
  btcCorrelation,
  referenceWindow,
  liveBar,
  liveReference,
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
  changeColumn,
  recentColumns,
  turnoverColumn,
  breakoutColumn,
  contextRatioColumn,
  ratioColumns,
  anyByte,
  markOutside,
  verdictColumns,
  clippedLine,
  distanceInAtrs,
  saturatedColumn,
  surgeMixture,
  weightedMean,
};

/** The kernels in JavaScript. @param view the memory as float32; asked at every call, as growing it makes a new one. */
export function createTwins(view: () => Memory): Kernels {
  const twins: Record<string, (memory: Memory, ...args: number[]) => void> = TWINS;
  const bound = Object.entries(twins).map(([name, twin]) => [
    name,
    (...args: number[]) => twin(view(), ...args),
  ]);
  return Object.fromEntries(bound) as Kernels;
}
