import type { SourceDescription } from '../../market/feed.js';

/** Facts shared by all scans of a recording. */
export interface RecordingHeader {
  /** Version of Squall that wrote it. */
  readonly squall: string;
  readonly timeframeMs: number;
  /** Closed bars that the indicators see. */
  readonly bars: number;
  /** The complete preset: a replay needs no file beside the recording. */
  readonly preset: unknown;
  /** The indicators available, and the kernels that computed them. */
  readonly catalogueVersion: string;
  readonly wasmSha256: string;
  readonly source: SourceDescription;
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 1;

/** Whether this is a header, as far as this version knows it; additions of later versions are kept. */
export function isHeader(value: unknown): value is RecordingHeader {
  if (typeof value !== 'object' || value === null) return false;
  const header = value as Record<keyof RecordingHeader, unknown>;
  const source = header.source as Partial<SourceDescription> | null | undefined;
  return (
    isText(header.squall) &&
    isCount(header.timeframeMs) &&
    isCount(header.bars) &&
    header.preset !== undefined &&
    isText(header.catalogueVersion) &&
    isText(header.wasmSha256) &&
    isText(source?.kind) &&
    isText(source?.detail) &&
    typeof source?.hasLiveFacts === 'boolean'
  );
}
