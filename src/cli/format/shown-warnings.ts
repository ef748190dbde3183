/**
 * A result's warnings as shown. Their wording is part of its hash, so the singular is corrected only here.
 */
export function shownWarnings(warnings: readonly string[]): string[] {
  return warnings.map((warning) => warning.replace(/\b1 markets\b/, '1 market'));
}
