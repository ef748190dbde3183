import { atr } from './atr';
import { bbWidthPercentile } from './bb-width-percentile';
import { AllBands, bollinger, PricesOnly } from './bollinger';
import { Call, CALL_BYTES } from './call';
import { channels } from './channels';
import { btcCorrelation, benchmarkWindow } from './correlation';
import { donchian } from './donchian';
import { ema } from './ema';
import { momentum } from './momentum';
import { rsi } from './rsi';
import { sma } from './sma';
import { surgeLong, surgeLongMedian } from './surge-long';
import { MedianAndSurge, surgeShort, SurgeOnly } from './surge-short';
import { trueRange } from './true-range';
import { vwap } from './vwap';
import { vwapRolling } from './vwap-rolling';

/**
 * The numbers match KERNELS of src/kernels/engine/call.ts. `lane`: byte offset of the computed lane from the first.
 */
function compute<V>(call: Call, lane: usize): void {
  switch (call.kernel) {
    case 0:
      return trueRange<V>(call, lane);
    case 1:
      return atr<V>(call, lane);
    case 2:
      return rsi<V>(call, lane);
    case 3:
      return ema<V>(call, lane);
    case 4:
      return momentum<V>(call, lane);
    case 5:
      return sma<V>(call, lane);
    case 6:
      return bollinger<V, AllBands>(call, lane);
    case 7:
      return bollinger<V, PricesOnly>(call, lane);
    case 8:
      return bbWidthPercentile<V>(call, lane);
    case 9:
      return donchian<V>(call, lane);
    case 10:
      return channels<V, AllBands>(call, lane);
    case 11:
      return channels<V, PricesOnly>(call, lane);
    case 12:
      return vwap<V>(call, lane);
    case 13:
      return vwapRolling<V>(call, lane);
    case 14:
      return surgeShort<V, MedianAndSurge>(call, lane);
    case 15:
      return surgeShort<V, SurgeOnly>(call, lane);
    case 16:
      return surgeLong<V>(call, lane);
    case 17:
      return surgeLongMedian<V>(call, lane);
    case 18:
      return btcCorrelation<V>(call, lane);
    case 19:
      // Shared by all lanes.
      if (lane == 0) benchmarkWindow(call);
      return;
  }
}

/** Makes `count` calls, in order. calls: address of the first. */
export function run(calls: usize, count: i32): void {
  const end = calls + (count as usize) * CALL_BYTES;
  for (let call = calls; call < end; call += CALL_BYTES) {
    if (ASC_FEATURE_SIMD) compute<v128>(changetype<Call>(call), 0);
    else for (let lane: usize = 0; lane < 16; lane += 4) compute<f32>(changetype<Call>(call), lane);
  }
}
