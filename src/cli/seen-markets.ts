import { readTextFile } from '../files/read-text.js';
import type { MarketResult, ScanResult } from '../scanner/scan-result.js';
import { fileReason } from '../util/file-error.js';
import { parseJson } from '../util/parse-json.js';
import { SquallError } from '../util/squall-error.js';
import { jsonText } from './format/scan-formats.js';
import { writeResult } from './output.js';

/** Markets that passed in a previous run. */
export interface SeenMarkets {
  readonly symbols: ReadonlySet<string>;
  /** ISO 8601; null = there was none. */
  readonly asOf: string | null;
  /** A whole scan (`squall scan --json`) is never overwritten: it is the user's record. */
  readonly isOwn: boolean;
}

/** The JSON of a scan, with or without the markets that did not pass. */
const MAX_BYTES = 256 * 2 ** 20;

const NOTHING: SeenMarkets = { symbols: new Set(), asOf: null, isOwn: true };

/**
 * The file of --new-since: its own format, or the JSON of a scan. A missing file means a first run.
 * @throws {SquallError} NO_INPUT (66): it cannot be read. DATA_INVALID (65): it is neither.
 */
export function readSeen(file: string): SeenMarkets {
  const text = textOf(file);
  if (text === null) return NOTHING;
  const document = parsed(text);
  const asOf = typeof document.asOf === 'string' ? document.asOf : null;
  if (isTexts(document.passed)) return { symbols: new Set(document.passed), asOf, isOwn: true };
  if (Array.isArray(document.markets)) {
    const markets = document.markets as readonly Partial<MarketResult>[];
    const passed = markets.flatMap((market) => (market?.passed === true ? [String(market.symbol)] : []));
    return { symbols: new Set(passed), asOf, isOwn: false };
  }
  throw new SquallError(
    'DATA_INVALID',
    `--new-since: expected a file kept by an earlier run, or its JSON, in ${file}`,
  );
}

/** Keeps the markets that passed, for the next run. */
export async function keepSeen(file: string, { asOfMs, markets }: ScanResult): Promise<void> {
  const passed = markets.filter((market) => market.passed).map(({ symbol }) => symbol);
  const asOf = new Date(asOfMs).toISOString();
  await writeResult(jsonText({ schemaVersion: 1, asOf, passed }), file);
}

function textOf(file: string): string | null {
  try {
    return readTextFile(file, { maxBytes: MAX_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new SquallError('NO_INPUT', `Cannot read ${file}: ${fileReason(error)}`);
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(parseJson(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
