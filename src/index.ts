/**
 * The breakout scanner as a library, for Node and browsers.
 *
 * @module squall
 */
export * from './library/kernels.js';
export { scan } from './library/scan.js';
export type { LibraryScanResult } from './library/scan.js';
export type { AskedOptions, MomentOptions, ScanOptions, SessionOptions } from './library/scan-options.js';
export { openSession } from './library/session.js';
export type { ScanSession, SessionScan } from './library/session.js';
export { watch } from './library/watch-feed.js';
export type { FeedWatchEvent, WatchOptions } from './library/watch-feed.js';
export type { MarketChange, ScanChanges } from './watch/changes.js';
export type { LastGood, WatchEvent } from './watch/watch.js';
export { coverageProblem } from './library/scan-problem.js';
export { adaptiveBatches } from './resources/batches/adaptive-batches.js';
export type { AdaptiveState } from './resources/batches/adaptive-batches.js';
export { predictiveBatches } from './resources/batches/predictive-batches.js';
export type { PredictiveState } from './resources/batches/predictive-batches.js';
export type { Choice } from './resources/batches/forecast-choice.js';
export type { LinearModel } from './resources/batches/least-squares.js';
export type {
  BatchController,
  BatchDecision,
  BatchMaximums,
  BatchReading,
  FetchedBatch,
} from './resources/batches/batch-controller.js';
export type { LimitSource, MemoryBound, MemoryReading, UsedOf } from './resources/memory/memory-reading.js';
export type { Collection, Relief, ReliefAction } from './resources/relief/memory-relief.js';
export { explain } from './library/explain.js';
export type { ExplainMoment, Explanation } from './library/explain.js';
export { marketIndicators, readMarket } from './library/market-indicators.js';
export type {
  IndicatorChoice,
  MarketIndicatorOptions,
  MarketSeries,
  MarketSeriesOptions,
} from './library/market-indicators.js';
export type { AcquiredMarket } from './scanner/acquire.js';
export type { KernelEvent } from './scanner/guarded-computer.js';
export type { PoolEvent } from './kernels/pool/pool.js';
export type { WorkerChoice } from './kernels/pool/threads.js';
export { Recording } from './recording/reader/recording.js';
export type { ScanEntry } from './recording/reader/recording.js';
export type { ReaderTools } from './recording/reader/recorded-frames.js';
export type { Damage } from './recording/reader/damage.js';
export type { TornPart } from './recording/reader/committed-frames.js';
export type { Seal, Signature, VerifySignature } from './recording/format/seal.js';
export type { Recorded, RecordedBars, RecordedScan } from './recording/reader/recorded-scan.js';
export type { RecordingHeader } from './recording/format/recording-header.js';
export type { ScanInputs, ScanOutcome, ScanRecord } from './recording/format/scan-record.js';
export { recordedFeed } from './recording/reader/recorded-feed.js';
export { readCandleSeries } from './recording/reader/recorded-candles.js';
export type { CandleReading, RecordedCandles } from './recording/reader/recorded-candles.js';
export { verifyRecording } from './recording/reader/verify.js';
export type { SignatureState, VerifyReport } from './recording/reader/verify.js';
export { webVerifySignature } from './recording/reader/web-signature.js';
export { webInflate } from './codec/web/inflate.js';
export type { Inflate } from './codec/block/compression.js';
export { recordedOptions } from './library/recorded-options.js';
export type { RecordedOptions } from './library/recorded-options.js';
export { openReplaySession, replayScan } from './library/replay-scan.js';
export type { ReplayedScan, ReplayOptions, ReplaySession } from './library/replay-scan.js';
export { scanHistory } from './library/scan-history.js';
export type { ScanHistoryOptions } from './library/scan-history.js';
export { BREAKOUT, historyOfSeries } from './history/scan-history.js';
export type {
  BarColumns,
  HistoryChunk,
  HistoryMarket,
  HistoryMetric,
  HistorySource,
  MetricColumns,
} from './history/scan-history.js';
export { edge } from './library/edge.js';
export type { EdgeOptions } from './library/edge.js';
export type {
  CalibrationBin,
  Distribution as ExcessDistribution,
  EdgeReport,
  HorizonReport,
  ListedEvent,
  PartFigure,
  PathPoint,
  ScreenReport,
  Stability,
} from './edge/edge-report.js';
export type { Screen, ScreenChunk } from './edge/screen.js';
export type { Verdict as EdgeVerdict } from './edge/verdict.js';
export type { Interval } from './statistics/proportion.js';
export { tune } from './library/tune.js';
export type { TuneOptions } from './library/tune.js';
export type { Variation } from './library/preset-variants.js';
export type { ChosenCandidate, SampleFigure, TuneReport, TuneVerdict, WalkStep } from './edge/tune-report.js';
export type { Overfitting } from './statistics/backtest-overfitting.js';
export { episodes } from './library/episodes.js';
export type { EpisodesOptions, FoundEpisode } from './library/episodes.js';
export { readHistory } from './library/read-history.js';
export type { FeedHistory, HistoryOptions } from './library/read-history.js';
export { createSimulatedFeed as simulate } from './feeds/simulated/simulated-feed.js';
export type { SimulatedFeedOptions, SimulatedMarket } from './feeds/simulated/simulated-feed.js';
export type { PlantedTruth } from './feeds/simulated/ground-truth.js';
export { fromCandles } from './library/from-candles.js';
export type { FromCandlesOptions } from './library/from-candles.js';
export type { CandleRow, GivenCandles, MarketCandles, MarketRows } from './feeds/memory/memory-feed.js';
export { listPresets, loadPreset } from './presets/index.js';
export { parsePreset } from './library/presets.js';
export type { Preset } from './presets/preset.js';
export type { FilterLimits, FilterName } from './filters/index.js';
export type { LevelRules } from './levels/level-rules.js';
export type { ComponentName, Weights } from './scoring/index.js';
export { SquallError } from './util/squall-error.js';
export type { Sha256 } from './util/sha256.js';
export type { HashPart, RunningSha256 } from './util/sha256-from.js';
export type { ErrorOptions } from './util/squall-error.js';
export type { ErrorCode, ErrorRetry, ErrorScope } from './util/error-codes.js';
export type { Clock } from './util/clock.js';
export type {
  MarketBars,
  MarketDetails,
  MarketFeed,
  SourceDescription,
  SourceTraffic,
} from './market/feed.js';
export type { DataIssue, DataIssueCode, DataQuality } from './market/data-issue.js';
export type { RawCandles } from './market/candle-series.js';
export type { MarketFacts, MarketInfo, MarketType, Provenance, Underlying } from './market/market.js';
export type { MarketClass } from './market/market-class.js';
export type {
  BatchRecord,
  FunnelStep,
  MarketError,
  MarketResult,
  ScanCounts,
  ScanResult,
  ScanTimings,
  ScannedPreset,
} from './scanner/scan-result.js';
export type { ScanCacheStats } from './cache/caches.js';
export type { FigureOrigins } from './scanner/compute-metrics.js';
export type { MetricName, Metrics, MissingReasons } from './indicators/metrics.js';
export type { FilterResult, MissingChoice, MissingPolicy, Verdict } from './filters/filter.js';
export type { Level, LevelTouch } from './levels/level.js';
export type { ComponentValue, ScoreLine } from './scoring/component.js';
