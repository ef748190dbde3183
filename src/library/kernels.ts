/**
 * Indicators alone: kernels as WebAssembly (SIMD, scalar) and as JavaScript, with equal results.
 *
 * @module squall/kernels
 */
export { computeIndicators, indicators } from './indicators.js';
export type { IndicatorOptions, IndicatorSeries } from './indicators.js';
export type { Conventions } from './conventions.js';
export type { Column, IndicatorColumns } from './columns.js';
export type { IndicatorId, OutputName } from './indicator-outputs.js';
export { createSlab } from './slab.js';
export type { IndicatorRequest, Slab, SlabOptions } from '../kernels/slab/slab.js';
export { createLiveSlab } from '../kernels/live/live-slab.js';
export type { LiveBars, LiveMarket, LiveSlab, LiveSlabOptions } from '../kernels/live/live-slab.js';
export { cachedIndicator } from './cached-indicator.js';
export type { CachedIndicatorOptions } from './cached-indicator.js';
export type { CachedIndicator, IndicatorCall, IndicatorResult } from './cached-indicator.js';
export type { CacheLimits, CacheSize, CacheStats } from '../cache/caches.js';
export { loadEngine, wasmSha256 } from './engines.js';
export type { EngineOptions, WasmLocation, WasmOverride } from './engines.js';
export type { Engine, EngineName, WasmSource } from '../kernels/engine/engine.js';
export { CATALOGUE } from '../indicators/catalogue.js';
export type {
  ChoiceParameter,
  IndicatorSpec,
  InputName,
  NumberParameter,
  OutputSpec,
  ParameterValues,
  ValueKind,
} from '../indicators/catalogue.js';
export type { CandleColumns, CandleSeries, PriceColumn } from '../market/candle-series.js';
