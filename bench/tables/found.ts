import type { AllRows } from '../goals.js';
import { PARTS, readResult } from '../harness/results.js';

/** Contents of bench/results/, part by part. */
export const results = PARTS.map((part) => [part, readResult(part)] as const);

export const rows = Object.fromEntries(
  results.map(([part, { rows: found }]) => [part, found]),
) as unknown as AllRows;

export const skipped = results.flatMap(([, result]) => result.skipped);
