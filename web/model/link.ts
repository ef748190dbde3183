/** Contents of a link to the page: a moment, a market, and a moment to compare with. */
export interface PageLink {
  readonly asOfMs: number | null;
  readonly symbol: string | null;
  readonly compareMs: number | null;
}

/** `#t=2025-02-14T13:10:00.000Z&m=BTC%2FUSDT&c=…`; null parts are left out. */
export function encodeLink({ asOfMs, symbol, compareMs }: PageLink): string {
  const parts = [
    ...(asOfMs === null ? [] : [`t=${isoOf(asOfMs)}`]),
    ...(symbol === null ? [] : [`m=${encodeURIComponent(linkName(symbol))}`]),
    ...(compareMs === null ? [] : [`c=${isoOf(compareMs)}`]),
  ];
  return parts.length === 0 ? '' : `#${parts.join('&')}`;
}

/** A symbol for use in a link: lone surrogates cannot be written in an address. */
export function linkName(symbol: string): string {
  return symbol.replace(/\p{Cs}/gu, '\ufffd');
}

/** Parses the output of `encodeLink`, or of a person; unreadable parts are null. */
export function decodeLink(hash: string): PageLink {
  const parts = new Map(
    hash
      .replace(/^#/, '')
      .split('&')
      .map((part): [string, string] => {
        const at = part.indexOf('=');
        return at < 0 ? [part, ''] : [part.slice(0, at), decoded(part.slice(at + 1))];
      }),
  );
  return {
    asOfMs: timeOf(parts.get('t')),
    symbol: parts.get('m') || null,
    compareMs: timeOf(parts.get('c')),
  };
}

/** Seconds and milliseconds only if nonzero. */
function isoOf(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/(:00)?\.000Z$/, 'Z');
}

function timeOf(text: string | undefined): number | null {
  if (!text) return null;
  const timeMs = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isFinite(timeMs) && Math.abs(timeMs) <= LAST_TIME_MS ? timeMs : null;
}

/** The last moment that a Date can represent. */
const LAST_TIME_MS = 8.64e15;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
