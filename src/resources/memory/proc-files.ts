/**
 * `some avg10=12.34 avg60=…` → 12.34: percent of the last 10 s in which some task waited for memory (Linux,
 * Documentation/accounting/psi.rst). null for any other text.
 */
export function stallPercentOf(text: string | null): number | null {
  const found = /^some avg10=(\d+(?:\.\d+)?)/m.exec(text ?? '');
  return found === null ? null : Number(found[1]);
}

/** `MemAvailable` of /proc/meminfo: available without swapping. null for any other text. */
export function availableBytesOf(text: string | null): number | null {
  const found = /^MemAvailable:\s+(\d+) kB$/m.exec(text ?? '');
  return found === null ? null : Number(found[1]) * 1024;
}
