import type { Level } from '../../src/levels/level.js';
import type { MarketInfo } from '../../src/market/market.js';
import type { MetricName } from '../../src/indicators/metrics.js';
import type { Preset } from '../../src/presets/preset.js';
import type { MarketResult } from '../../src/scanner/scan-result.js';
import type { ReplayMoment } from '../model/replay-source.js';
import type { SimulatedReplay } from '../model/simulated-source.js';
import type { Snapshot } from '../model/snapshot.js';

/** Source to replay. */
export type OpenRequest =
  | (SimulatedReplay & { readonly kind: 'simulated' })
  | {
      readonly kind: 'recording';
      readonly name: string;
      readonly bytes: Uint8Array;
      readonly isLive?: boolean;
    };

export interface OpenedSource {
  readonly title: string;
  readonly isReal: boolean;
  readonly isLive: boolean;
  readonly notes: readonly string[];
  /** Set if hashes may differ because of other definitions; null if they must not. */
  readonly otherCatalogue: string | null;
  readonly problems: readonly string[];
  readonly symbols: readonly string[];
  readonly moments: readonly ReplayMoment[];
  readonly preset: Preset;
  readonly timeframeMs: number;
  readonly engine: string;
  /** Whether threads can share memory here. */
  readonly isIsolated: boolean;
}

/** Closes of all markets, for sparklines: bar `b` of market `m` at `m · bars + b`; NaN = no bar. */
export interface Closes {
  readonly firstOpenTimeMs: number;
  readonly bars: number;
  readonly close: Float32Array;
}

/** Columns that the chart draws beside the candles; NaN = not defined. */
export const CHART_SERIES = [
  'bbUpper',
  'bbMiddle',
  'bbLower',
  'vwap',
  'donchianHigh',
  'donchianLow',
  'surgeShort',
] as const;

export type ChartSeries = (typeof CHART_SERIES)[number];

/** Bars of a market up to the last moment: drawing ends at the current moment. */
export interface ChartData {
  readonly symbol: string;
  readonly tickSize: number | null;
  readonly openTimeMs: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly series: Readonly<Record<ChartSeries, Float64Array>>;
}

/** Why a market is in or out at a moment. */
export interface MarketDetail {
  readonly index: number;
  readonly market: MarketResult;
  readonly info: MarketInfo | null;
  /** Those of the scan, or of this market alone if it did not pass. */
  readonly levels: readonly Level[];
  readonly origins: Partial<Record<MetricName, string>>;
  readonly changesNeeded: readonly string[];
}

/** One engine over the same bars. */
export interface BenchmarkRow {
  readonly engine: string;
  /** Median of one pass over all markets and bars. */
  readonly passMs: number;
  readonly nsPerCandle: number;
  /** Speed relative to the JavaScript engine. */
  readonly timesFaster: number;
  /** Whether every output had the same bits as the JavaScript engine's. */
  readonly isIdentical: boolean;
}

export interface BenchmarkResult {
  readonly markets: number;
  readonly bars: number;
  readonly rounds: number;
  readonly rows: readonly BenchmarkRow[];
}

/** Maximum threads that compute, if they can share memory. */
export interface EngineThreads {
  readonly workers: number | 'auto';
}

/** Calls from the page to its engine. */
export interface EngineApi {
  /** null for a recording in progress without a scan so far; the current source stays open. */
  open(request: OpenRequest, threads?: EngineThreads): Promise<OpenedSource | null>;
  /** Bytes added to the file of a recording. */
  append(bytes: Uint8Array): Promise<void>;
  scan(index: number): Promise<Snapshot>;
  detail(index: number, symbol: string): Promise<MarketDetail>;
  closes(): Promise<Closes>;
  chart(symbol: string): Promise<ChartData>;
  /** The moment as judged by another preset: same metrics, other filters, score and ranks. */
  whatIf(index: number, preset: Preset): Promise<Snapshot>;
  benchmark(): Promise<BenchmarkResult>;
}

export type Method = keyof EngineApi;

export interface Call {
  readonly id: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}

export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string }
  | { readonly grown: readonly ReplayMoment[] };
