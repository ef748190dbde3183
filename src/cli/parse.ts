import { parseTimeframe } from '../market/timeframe.js';
import { nearest } from '../util/did-you-mean.js';

/** What was expected, in a few words; the caller adds the option and the value received. */
export class ParseError extends Error {}

/** `5`, `.5`, `1.5`; linear in the length of the text. */
const DECIMAL = /^(?:\d+(?:\.\d+)?|\.\d+)$/;

export function parseWholeNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    throw new ParseError(`a whole number from ${minimum} to ${maximum}`);
  };
}

export function parseNumberFrom(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (DECIMAL.test(text) && value >= minimum && value <= maximum) return value;
    throw new ParseError(`a number from ${minimum} to ${maximum}`);
  };
}

export function parseWorkers(text: string): 'auto' | number {
  const value = Number(text);
  if (text === 'auto') return text;
  if (/^\d+$/.test(text) && value >= 1 && value <= 64) return value;
  throw new ParseError('auto or a whole number from 1 to 64');
}

export function parseShare(text: string): number {
  const value = Number(text);
  if (DECIMAL.test(text) && value <= 1) return value;
  throw new ParseError('a share from 0 to 1');
}

export function parseChoice<const Choice extends string>(
  choices: readonly Choice[],
): (text: string) => Choice {
  return (text) => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return choice;
    const near = nearest(text, choices);
    throw new ParseError(`one of ${choices.join(', ')}${near === null ? '' : ` (did you mean ${near}?)`}`);
  };
}

export function parseList(text: string): string[] {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length === 0) throw new ParseError('a comma-separated list');
  return items;
}

/** `rsi`, `rsi:asc`, `rsi:desc` → the column and its direction; text sorts ascending by default. */
export function parseSort(text: string): { readonly name: string; readonly isAscending: boolean } {
  const [, name, direction] = /^(\w+)(?::(asc|desc))?$/.exec(text) ?? [];
  if (name === undefined) throw new ParseError('a column, or column:asc');
  const isAscending = direction === undefined ? name === 'rank' || name === 'symbol' : direction === 'asc';
  return { name, isAscending };
}

const INSTANT = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d(?:\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/;

/** ISO 8601 or UTC ms → UTC ms. Without a zone it is UTC, never the machine's local time. */
export function parseInstant(text: string): number {
  if (/^\d{12,14}$/.test(text)) return Number(text);
  const match = INSTANT.exec(text);
  if (match) {
    const [, date, time = '00:00', seconds = ':00', zone = 'Z'] = match;
    const ms = Date.parse(`${date}T${time}${seconds}${zone}`);
    // Date.parse turns 30 February into 1 March, but a nonexistent day must not become another.
    if (Number.isFinite(ms) && isCalendarDay(date)) return ms;
  }
  throw new ParseError('an ISO 8601 time such as 2024-03-04T17:30:00Z');
}

function isCalendarDay(date: string): boolean {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(date);
}

export function parseTimeframeOption(text: string): number {
  try {
    return parseTimeframe(text);
  } catch (error) {
    throw new ParseError(
      error instanceof Error
        ? error.message.replace(/^Expected /, '').replace(/, got .*$/, '')
        : 'a timeframe',
    );
  }
}

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;
const DURATION_UNITS_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** `10s`, `5m`, `500ms`, `1.5h` → whole milliseconds within the limits. */
export function parseDuration(minimumMs: number, maximumMs: number): (text: string) => number {
  return (text) => {
    const match = DURATION.exec(text);
    if (match) {
      const ms = Math.round(Number(match[1]) * DURATION_UNITS_MS[match[2] as keyof typeof DURATION_UNITS_MS]);
      if (ms >= minimumMs && ms <= maximumMs) return ms;
    }
    throw new ParseError(
      `a duration from ${describeMs(minimumMs)} to ${describeMs(maximumMs)}, such as 10s or 5m`,
    );
  };
}

const BYTES = /^(\d+(?:\.\d+)?)([KMG]?)(?:i?B)?$/i;
const BYTE_UNITS = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 } as const;

/** `256M`, `1.5G`, `300000000`, optionally followed by `B` or `iB` → bytes within the limits; a K is 1024. */
export function parseBytes(minimumBytes: number, maximumBytes: number): (text: string) => number {
  return (text) => {
    const match = BYTES.exec(text);
    if (match) {
      const bytes = Math.round(
        Number(match[1]) * BYTE_UNITS[match[2].toUpperCase() as keyof typeof BYTE_UNITS],
      );
      if (bytes >= minimumBytes && bytes <= maximumBytes) return bytes;
    }
    throw new ParseError(`a size of at least ${minimumBytes / 2 ** 20}M, such as 256M or 1G`);
  };
}

/** `24h`, `15m`, `10s`, `500ms`: in the largest unit that gives a whole number. */
export function describeMs(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000}h`;
  if (ms % 60_000 === 0) return `${ms / 60_000}m`;
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
