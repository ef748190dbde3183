import { canonicalJson } from '../util/canonical-json.js';
import type { Sha256 } from '../util/sha256.js';

/** A test of one screen over one horizon. */
export interface Trial {
  /** EdgeReport's data.id. */
  readonly data: string;
  readonly screen: string;
  readonly horizonBars: number;
}

interface LedgerLine extends Trial {
  /** SHA-256 of the previous line; '' for the first. */
  readonly after: string;
  /** SHA-256 of this line without this field. */
  readonly sha256: string;
}

/** The contents of a ledger. */
export interface LedgerReading {
  readonly trials: readonly Trial[];
  /** 1-based number of the first line that breaks the hash chain; null if the chain is intact. */
  readonly brokenAt: number | null;
  /** Hash of the last line. */
  readonly head: string;
}

/** Reads a ledger in JSON Lines. Lines after a break still count as trials. */
export function readLedger(text: string, sha256: Sha256): LedgerReading {
  const trials: Trial[] = [];
  let head = '';
  let brokenAt: number | null = null;
  text.split('\n').forEach((line, index) => {
    if (line === '') return;
    const entry = parseLine(line);
    if (entry === null) {
      brokenAt ??= index + 1;
      return;
    }
    const { sha256: sha256OfLine, ...rest } = entry;
    if (rest.after !== head || sha256([canonicalJson(rest)]) !== sha256OfLine) brokenAt ??= index + 1;
    head = sha256OfLine;
    trials.push({ data: rest.data, screen: rest.screen, horizonBars: rest.horizonBars });
  });
  return { trials, brokenAt, head };
}

function parseLine(line: string): LedgerLine | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { data, screen, horizonBars, after, sha256 } = value as Readonly<Record<string, unknown>>;
  const isLine = [data, screen, after, sha256].every((text) => typeof text === 'string');
  return isLine && typeof horizonBars === 'number' ? (value as LedgerLine) : null;
}

/** Lines to append for trials that the ledger does not have yet. */
export function ledgerLines(
  { trials, head }: LedgerReading,
  added: readonly Trial[],
  sha256: Sha256,
): string {
  const known = new Set(trials.map(keyOf));
  let after = head;
  let lines = '';
  for (const { data, screen, horizonBars } of added) {
    const trial = { data, screen, horizonBars };
    if (known.has(keyOf(trial))) continue;
    known.add(keyOf(trial));
    const entry = { ...trial, after };
    after = sha256([canonicalJson(entry)]);
    lines += `${JSON.stringify({ ...entry, sha256: after })}\n`;
  }
  return lines;
}

/** Number of trials on this data other than those in `now`. */
export function triedBefore({ trials }: LedgerReading, data: string, now: readonly Trial[]): number {
  const own = new Set(now.map(keyOf));
  const before = trials.filter((trial) => trial.data === data).map(keyOf);
  return new Set(before.filter((key) => !own.has(key))).size;
}

function keyOf({ data, screen, horizonBars }: Trial): string {
  return `${data} ${screen} ${horizonBars}`;
}
