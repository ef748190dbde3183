/** What is stored of a scan besides its inputs. All of it is JSON; numbers must be finite. */
export interface ScanOutcome {
  /** Exactly the bars closed at this time were visible, UTC ms. */
  readonly asOfMs: number;
  /** Options of the scan, besides those in the header: symbols, quote, on-missing … */
  readonly settings: unknown;
  /** null if the scan failed. */
  readonly inputsSha256: string | null;
  readonly resultSha256: string | null;
  /** For display before anything is recomputed: ranked symbols with their scores, counts, the funnel. */
  readonly summary: unknown;
  /** The source's statements about itself; part of the result. */
  readonly warnings: readonly string[];
  /** Why there is no result, or only part of one (interrupted, deadline); null = the scan is complete. */
  readonly failure: { readonly code: string; readonly message: string } | null;
}

/** The frames with a scan's inputs, by id; null = not requested. */
export interface ScanInputs {
  readonly markets: number | null;
  readonly facts: number | null;
  readonly bars: number | null;
  readonly details: number | null;
}

export const NO_INPUTS: ScanInputs = { markets: null, facts: null, bars: null, details: null };

/** A scan as stored in its frame. */
export interface ScanRecord extends ScanOutcome {
  /** Whether requests to the source were counted: then tickers came before candles, and details after. */
  readonly isMetered: boolean;
  readonly inputs: ScanInputs;
  /** Open times, UTC ms, of bars in which the whole source was away. @default the source did not know */
  readonly outages?: readonly number[];
}

const isId = (value: unknown): boolean =>
  value === null || (Number.isSafeInteger(value) && Number(value) >= 0);
const isTextOrNull = (value: unknown): boolean => value === null || typeof value === 'string';

function isFailure(value: unknown): boolean {
  if (value === null) return true;
  const { code, message } = (value ?? {}) as { code?: unknown; message?: unknown };
  return typeof code === 'string' && typeof message === 'string';
}

export function isScanRecord(value: unknown): value is ScanRecord {
  if (typeof value !== 'object' || value === null) return false;
  const scan = value as Record<keyof ScanRecord, unknown>;
  const inputs = scan.inputs as Record<keyof ScanInputs, unknown> | null | undefined;
  return (
    Number.isSafeInteger(scan.asOfMs) &&
    isTextOrNull(scan.inputsSha256) &&
    isTextOrNull(scan.resultSha256) &&
    typeof scan.isMetered === 'boolean' &&
    Array.isArray(scan.warnings) &&
    scan.warnings.every((warning) => typeof warning === 'string') &&
    isFailure(scan.failure) &&
    (scan.outages === undefined ||
      (Array.isArray(scan.outages) && scan.outages.every(Number.isSafeInteger))) &&
    typeof inputs === 'object' &&
    inputs !== null &&
    (Object.keys(NO_INPUTS) as (keyof ScanInputs)[]).every((name) => isId(inputs[name]))
  );
}
