/**
 * The breakout scanner as a library, for Node and browsers.
 *
 * @module squall
 */
export * from './library/kernels.js';
export { scan } from './library/scan.js';
export type { LibraryScanResult, ScanOptions } from './library/scan.js';
export { createSimulatedFeed as simulate } from './feeds/simulated/simulated-feed.js';
export type { SimulatedFeedOptions, SimulatedMarket } from './feeds/simulated/simulated-feed.js';
export { fromCandles } from './feeds/memory/memory-feed.js';
export type { MarketCandles } from './feeds/memory/memory-feed.js';
export { listPresets, loadPreset } from './presets/index.js';
export { parsePreset } from './presets/parse-preset.js';
export type { Preset } from './presets/preset.js';
export { SquallError } from './util/squall-error.js';
export type { MarketBars, MarketFeed, SourceDescription } from './market/feed.js';
export type { MarketFacts, MarketInfo } from './market/market.js';
export type { MarketResult, ScanCounts, ScanResult } from './scanner/scan-result.js';
export type { Metrics } from './indicators/metrics.js';
export type { FilterResult } from './filters/filter.js';
export type { Level } from './levels/level.js';
export type { ScoreLine } from './scoring/component.js';
