/** Order of the parts of a date with slashes that does not start with a four-digit year. */
export type DateOrder = 'dayFirst' | 'monthFirst';

const CLOCK = String.raw`(?:[T ,-]+(\d{1,2})(?::?(\d{2})(?::?(\d{2}(?:\.\d{1,9})?))?)?(?:[ -]?([AP]M))?)?`;
const ZONE = String.raw`\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?`;
const pattern = (date: string): RegExp => new RegExp(`^${date}${CLOCK}${ZONE}$`, 'i');

const YEAR_FIRST = pattern(String.raw`(\d{4})[-./](\d{1,2})[-./](\d{1,2})`);
const YEAR_LAST = pattern(String.raw`(\d{1,2})([-./])(\d{1,2})[-./](\d{4})`);
const PLAIN =
  /^((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])[T ]?(?:([01]\d|2[0-3]):?([0-5]\d):?([0-5]\d)?)?(Z)?$/;
const MONTH_NAMED = pattern(String.raw`(\d{1,2})[- ]([A-Z]{3})[A-Z]*[- ,]+(\d{4})`);
const MONTH_FIRST = pattern(String.raw`([A-Z]{3})[A-Z]* (\d{1,2}),? (\d{4})`);
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** A clock by itself: `23:05`, `23:05:00`, `230500`. */
const CLOCK_ALONE = /^\d{1,2}(:\d{2}){1,2}(\.\d+)?$|^\d{6}$/;

/** Whether a text states that it is in UTC, or its offset. */
const HAS_ZONE = /(Z|UTC|GMT|:\d{2}(\.\d+)?\s*[+-]\d{2}(:?\d{2})?)$/i;

/**
 * A date, or a date and time, as UTC ms; without an offset it is UTC. Supported: `2024-06-12T13:05:00Z`,
 * `2024-06-12 13:05:00+02:00`, `2024.06.12 13:05`, `20240612 130500`, `12.06.2024 13:05`, `12/06/2024 1:05
 * PM`, `12-Jun-2024`, `Jun 12, 2024`.
 * @param order  of the parts of dates with slashes; null = such dates are not accepted unless a part is above
 * 12.
 * @returns NaN if the text is none of these, or a nonexistent date.
 */
export function parseTime(text: string, order: DateOrder | null = null): number {
  const plain = PLAIN.exec(text);
  if (plain) return utcOf(plain[1], plain[2], plain[3], plain.slice(4, 7));
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst) return utcOf(yearFirst[1], yearFirst[2], yearFirst[3], yearFirst.slice(4));
  const yearLast = YEAR_LAST.exec(text);
  if (yearLast) return ofYearLast(yearLast, order);
  const named = MONTH_NAMED.exec(text);
  if (named) return utcOf(named[3], monthOf(named[2]), named[1], named.slice(4));
  const first = MONTH_FIRST.exec(text);
  return first ? utcOf(first[3], monthOf(first[1]), first[2], first.slice(4)) : NaN;
}

/** Whether a text is a time of day without the day. */
export function isClock(text: string): boolean {
  return CLOCK_ALONE.test(text);
}

export function hasZone(text: string): boolean {
  return HAS_ZONE.test(text);
}

/**
 * The order that a date with slashes or dashes proves; null if it proves none. With dots, the day is first.
 */
export function provenOrder(text: string): DateOrder | null {
  const match = YEAR_LAST.exec(text);
  if (match === null) return null;
  const [, first, separator, second] = match;
  if (separator === '.') return 'dayFirst';
  if (Number(first) > 12) return 'dayFirst';
  return Number(second) > 12 ? 'monthFirst' : null;
}

/** Whether a date is ambiguous, so that other dates of the file must decide. */
export function isTwoSided(text: string): boolean {
  return YEAR_LAST.test(text) && provenOrder(text) === null;
}

function ofYearLast(match: readonly string[], given: DateOrder | null): number {
  const [text, first, , second, year, ...clock] = match;
  const order = given ?? provenOrder(text);
  if (order === null) return NaN;
  return order === 'dayFirst' ? utcOf(year, second, first, clock) : utcOf(year, first, second, clock);
}

function monthOf(name: string): string {
  return String(MONTHS.indexOf(name.toLowerCase()) + 1);
}

/** @param clock  hour, minute, second, AM or PM, zone; each may be absent. */
function utcOf(year: string, month: string, day: string, clock: readonly (string | undefined)[]): number {
  const [hourText = '0', minute = '0', second = '0', half, zone] = clock;
  const hour = half === undefined ? Number(hourText) : (Number(hourText) % 12) + (/p/i.test(half) ? 12 : 0);
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // Date.UTC takes February 31 for March 2.
  if (new Date(midnight).getUTCDate() !== Number(day) || Number(month) < 1 || Number(month) > 12) return NaN;
  if (hour > 24 || Number(minute) > 59 || Number(second) >= 60) return NaN;
  const sinceMidnight = (hour * 60 + Number(minute)) * 60_000 + Math.floor(Number(second) * 1000);
  return midnight + sinceMidnight - offsetMs(zone);
}

function offsetMs(zone: string | undefined): number {
  const match = zone === undefined ? null : /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (match === null) return 0;
  const [, sign, hours, minutes = '0'] = match;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
