/** A result's warnings as they are read. Their words count in its hash, so that one market is put right only here. */
export function shownWarnings(warnings: readonly string[]): string[] {
  return warnings.map((warning) => warning.replace(/\b1 markets\b/, '1 market'));
}
