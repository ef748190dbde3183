import { DEADLINE_CODE } from '../feeds/until-deadline.js';
import { displaySymbol } from '../market/symbol.js';
import type { ScanResult } from '../scanner/scan-result.js';
import { describeError } from '../scanner/scan-result.js';
import { SquallError } from '../util/squall-error.js';

/** Share of the listed markets that must have valid data for a complete scan. */
const DEFAULT_MIN_COVERAGE = 0.9;

/**
 * A scan that could judge nothing, or too little, is a failure of the data; its result is still worth
 * showing.
 * @param minCoverage  share of the listed markets that must have valid data, 0…1.
 * @param failure  failure of the source as a whole, which is then the reason.
 * @returns null for a complete scan.
 */
export function coverageProblem(
  { counts, markets }: ScanResult,
  minCoverage = DEFAULT_MIN_COVERAGE,
  failure: SquallError | null = null,
): SquallError | null {
  const { scanned, skipped, listed } = counts;
  const judged = scanned + skipped;
  if (judged >= minCoverage * listed && judged > 0) return null;
  if (failure !== null) return failure;
  const { symbol, errors } = markets.find((market) => market.errors.length > 0) ?? markets[0];
  const reason = errors.length > 0 ? `; ${displaySymbol(symbol)}: ${describeError(errors[0])}` : '';
  if (judged === 0) {
    return new SquallError(
      'NO_DATA',
      listed === 1
        ? `The market has no valid data${reason}`
        : `None of the ${listed} markets has valid data${reason}`,
    );
  }
  return new SquallError(
    'LOW_COVERAGE',
    `Only ${judged} of ${listed} markets have valid data, expected a share of ${minCoverage} (--min-coverage)${reason}`,
  );
}

/** Markets that did not fit in memory, as a failure; null = none. */
export function memoryProblem({ markets, batches }: ScanResult): SquallError | null {
  const left = markets.filter(({ errors }) => errors.some(({ code }) => code === 'MEM_PRESSURE')).length;
  if (left === 0) return null;
  const reason = batches.at(-1)?.reason ?? 'memory is full';
  return new SquallError(
    'MEM_PRESSURE',
    `Memory cannot hold even one market at a time (${reason}): ${left} of ${markets.length} markets were not scanned`,
  );
}

/** What the deadline cut off a scan, as a failure; null = nothing. */
export function deadlineProblem({ markets }: ScanResult): SquallError | null {
  const late = markets.filter(({ errors }) => errors.some(({ code }) => code === DEADLINE_CODE)).length;
  if (late === 0) return null;
  const message = `The deadline passed with ${late} of ${markets.length} markets not scanned (--deadline)`;
  return new SquallError(DEADLINE_CODE, message);
}
