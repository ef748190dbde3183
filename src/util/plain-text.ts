/**
 * Characters that move a terminal's cursor, reverse text, hide it or break a line: control characters (C0
 * except line feed, DEL, C1), format characters (bidi, zero-width, tags), everything else that Unicode
 * renders invisibly, lone surrogates, line and paragraph separators.
 */
const UNSAFE = new RegExp(
  '[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f' +
    '\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}]',
  'gu',
);
/** Most text matches this, and needs no further check. */
const IS_PLAIN = /^[\n\u0020-\u007e]*$/;

/**
 * Text for display: unsafe characters removed, tabs as spaces. Apply it on output, not where text is made.
 */
export function plainText(text: string): string {
  if (IS_PLAIN.test(text)) return text;
  return text.replaceAll('\t', ' ').replace(UNSAFE, '');
}

/**
 * Equivalent JSON for display: unsafe characters are escaped as \uXXXX. @param json  valid; not indented by
 * tabs
 */
export function plainJson(json: string): string {
  if (IS_PLAIN.test(json)) return json;
  return json.replace(UNSAFE, (character) =>
    character.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}

/** A value as JSON for output. @param indent  spaces; @default all in one line */
export function jsonOf(value: unknown, indent = 0): string {
  return plainJson(JSON.stringify(value, null, indent));
}

const MAX_SHOWN = 100;

/** A value for use in a sentence: as JSON, at most a line or two, however deep or long it is. */
export function shownValue(value: unknown, maximum = MAX_SHOWN): string {
  let text: string;
  try {
    // Anything beyond a few times the length is cut first: a value of megabytes must not cost megabytes.
    const part = typeof value === 'string' ? value.slice(0, 4 * maximum) : value;
    // As JSON, NaN and ±Infinity are null, and a bigint is an error.
    const isNumber = typeof part === 'number' || typeof part === 'bigint';
    text = isNumber ? String(part) : (JSON.stringify(part) ?? String(part));
  } catch {
    // Nested deeper than the stack, or circular.
    text = Array.isArray(value) ? '[…]' : '{…}';
  }
  return text.length <= maximum ? text : `${text.slice(0, maximum)}…`;
}
