/**
 * Sources that need Node: candle files and live exchanges.
 *
 * @module squall/node
 */
export { createMonitor } from './monitor/create-monitor.js';
export type { Monitor, MonitorOptions } from './monitor/create-monitor.js';
export { openExchange } from './library/node/exchange-source.js';
export type { ExchangeFeed } from './feeds/exchange/exchange-feed.js';
export type { ExchangeOptions } from './library/node/exchange-source.js';
export { readPresetFile } from './library/node/preset-file.js';
export { openCandles, openLive, openSimulation } from './library/node/sources.js';
export type {
  CandleFileOptions,
  OpenSource,
  SimulationOptions,
  SourceOptions,
} from './library/node/sources.js';
