/**
 * Everything that needs Node: candle files, live exchanges, recordings on disk, the monitor.
 *
 * @module squall/node
 */
export { createMonitor } from './monitor/create-monitor.js';
export type { Monitor, MonitorOptions } from './monitor/create-monitor.js';
export type { FigureName, Figures } from './monitor/figures.js';
export type { MonitorReport, WatchedProcess } from './monitor/report.js';
export type { Alert } from './monitor/rules/alerts.js';
export type { Tunable, TuneEvent } from './monitor/rules/auto-tune.js';
export type { Health, HealthStatus } from './monitor/rules/health.js';
export type { Issue } from './monitor/rules/issues.js';
export type {
  Change,
  Recommendation,
  RecommendationKind,
  SettingValue,
} from './monitor/rules/recommendations.js';
export type { Severity } from './monitor/rules/thresholds.js';
export type { Sample } from './monitor/sample.js';
export type { Snapshot } from './monitor/snapshot/snapshot.js';
export type { MemoryFigures, ReadMemory } from './monitor/sources/memory-source.js';
export type { DiskSpace, MonitorFs } from './monitor/sources/proc-fs.js';
export type {
  CacheCounts,
  LiveFigures,
  ProductTotals,
  ScanRecord,
  StageTimes,
  TrafficCounts,
} from './monitor/sources/product-source.js';
export type { FigureSummary, Summary } from './monitor/summary.js';
export { openExchange } from './library/node/exchange-source.js';
export type { ExchangeFeed } from './feeds/exchange/exchange-feed.js';
export type { ChosenBars } from './feeds/exchange/limits/choose-bars.js';
export type { FewerBars } from './scanner/scan-document.js';
export type { ExchangeOptions } from './library/node/exchange-source.js';
export { fromExchange, fromFiles } from './library/node/feeds.js';
export type { FromFilesOptions } from './library/node/feeds.js';
export { readPresetFile } from './library/node/preset-file.js';
export { openRecordedSession } from './library/node/record-session.js';
export type { RecordedSession } from './library/node/record-session.js';
export { openReplay } from './library/node/replay.js';
export type { Replay } from './library/node/replay.js';
export { exportRecording } from './library/node/export/export-recording.js';
export type {
  ExportedTable,
  ExportOptions,
  RecordingTableName,
  TableFormat,
} from './library/node/export/export-recording.js';
export type { WriteBytes } from './tables/table.js';
export { RecordingFile } from './recording/writer/recording-file.js';
export { nodeSigner, nodeVerifySignature } from './recording/writer/node-signature.js';
export type { Signer, VerifySignature } from './recording/format/seal.js';
export { nodeInflate } from './codec/node/deflate.js';
export { openCandles, openLive, openRecording, openSimulation } from './library/node/sources.js';
export type {
  CandleFileOptions,
  OpenRecording,
  OpenSource,
  SimulationOptions,
  SourceOptions,
} from './library/node/sources.js';
