const ISO_TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i;

/**
 * A date and time as UTC ms: `2024-06-12T13:05:00Z`, `2024-06-12 13:05`, `2024-06-12 13:05:00+00:00`; without an
 * offset it is UTC. NaN where the text is none.
 */
export function parseIsoTime(text: string): number {
  const match = ISO_TIME.exec(text);
  if (!match) return NaN;
  const [, date, minutes = '00:00', seconds = ':00', zone = 'Z'] = match;
  const offset = /^(Z|UTC)$/i.test(zone) ? 'Z' : zone.replace(/^([+-]\d{2}):?(\d{2})$/, '$1:$2');
  return Date.parse(`${date}T${minutes}${seconds.slice(0, 7)}${offset}`);
}

/** Whether a text is a time: a number, or a date and time. */
export function isTime(text: string): boolean {
  return /^\d+(\.\d+)?$/.test(text) || !Number.isNaN(parseIsoTime(text));
}
