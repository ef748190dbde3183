import type { MarketInfo } from '../market/market.js';
import { sha256 } from '../platform/node.js';
import { parseJson } from '../util/parse-json.js';
import { checkManifest } from './check-manifest.js';
import type { Span } from './spans.js';

/** A part of a segment: its location, and its rows. */
export interface PartEntry {
  readonly offset: number;
  readonly bytes: number;
  readonly rows: number;
  /** Open times of its first and last row, UTC ms. */
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Origin of candles, and when, UTC ms. */
export interface Origin extends Span {
  /** `binance spot`, file names. */
  readonly detail: string;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

/** Candles of one month in one file, of which the first `bytes` bytes count. */
export interface SegmentEntry {
  /** `2026-01`, UTC */
  readonly month: string;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly parts: readonly PartEntry[];
  readonly origins: readonly Origin[];
}

/** A span without a bar, and how many separate runs the source has confirmed it in. */
export interface Hole extends Span {
  readonly answers: number;
}

/** What a store knows about one market. Spans and segments in order. */
export interface MarketManifest {
  readonly market: MarketInfo;
  /** When the exchange was first seen without it, or with it not trading, UTC ms; null = it is trading. */
  readonly goneSinceMs: number | null;
  /** False if candles came without volumes: they are stored as 0. @default true */
  readonly hasVolume?: false;
  /** Requested and answered spans, with bars or without. */
  readonly asked: readonly Span[];
  readonly holes: readonly Hole[];
  readonly segments: readonly SegmentEntry[];
}

export const MANIFEST_FILE = 'manifest.json';
const SCHEMA = 1;

export function emptyManifest(market: MarketInfo): MarketManifest {
  return { market, goneSinceMs: null, asked: [], holes: [], segments: [] };
}

/** The manifest with its own hash, so that a changed one shows. */
export function manifestText(manifest: MarketManifest): string {
  const content = { schema: SCHEMA, ...manifest };
  return `${JSON.stringify({ sha256: hashOf(content), content })}\n`;
}

/** @throws {Error} a text that is not a manifest, or was changed. */
export function parseManifest(text: string): MarketManifest {
  const { sha256: hash, content } = Object(parseJson(text)) as {
    readonly sha256: string;
    readonly content: MarketManifest & { readonly schema: number };
  };
  if (typeof content !== 'object' || content === null) throw new Error('it is not a manifest');
  if (hash !== hashOf(content)) throw new Error('its content is not what its hash says');
  const { schema, ...manifest } = content;
  if (schema !== SCHEMA) throw new Error(`expected schema ${SCHEMA}, got ${schema}`);
  checkManifest({ ...manifest });
  return manifest;
}

/** Members keep their order from text to object and back. */
function hashOf(content: object): string {
  return sha256([JSON.stringify(content)]);
}

/** Rows that a market has. */
export function rowsOf({ segments }: MarketManifest): number {
  return segments.reduce((sum, { parts }) => sum + parts.reduce((rows, part) => rows + part.rows, 0), 0);
}

/** From its first bar's open to its last bar's close; null if it has none. */
export function barSpan({ segments }: MarketManifest, timeframeMs: number): Span | null {
  const parts = segments.flatMap((segment) => segment.parts);
  if (parts.length === 0) return null;
  return { fromMs: parts[0].firstMs, toMs: parts[parts.length - 1].lastMs + timeframeMs };
}
