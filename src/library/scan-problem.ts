import { DEADLINE_CODE } from '../feeds/until-deadline.js';
import { displaySymbol } from '../market/symbol.js';
import type { ScanResult } from '../scanner/scan-result.js';
import { describeError } from '../scanner/scan-result.js';
import { counted } from '../util/number-text.js';
import { SquallError } from '../util/squall-error.js';

/** Share of the listed markets that must have valid data for a scan to be called complete. */
const DEFAULT_MIN_COVERAGE = 0.9;

/**
 * A scan that could look at nothing, or at too little, is a failure of the data; the result is worth showing all the
 * same.
 * @param minCoverage  share of the markets listed that must have valid data, 0…1.
 * @param failure  what was wrong with the source as a whole; it is the reason then.
 * @returns null for a complete scan.
 */
export function coverageProblem(
  { counts, markets }: ScanResult,
  minCoverage = DEFAULT_MIN_COVERAGE,
  failure: SquallError | null = null,
): SquallError | null {
  const { scanned, skipped, listed } = counts;
  const known = scanned + skipped;
  if (known >= minCoverage * listed && known > 0) return null;
  if (failure !== null) return failure;
  const { symbol, errors } = markets.find((market) => market.errors.length > 0) ?? markets[0];
  const reason = errors.length > 0 ? `; ${displaySymbol(symbol)}: ${describeError(errors[0])}` : '';
  if (known === 0) {
    return new SquallError(
      'NO_DATA',
      listed === 1
        ? `The market has no valid data${reason}`
        : `None of the ${listed} markets has valid data${reason}`,
    );
  }
  return new SquallError(
    'LOW_COVERAGE',
    `Only ${known} of ${listed} markets have valid data, expected a share of ${minCoverage} (--min-coverage)${reason}`,
  );
}

/** What memory had no room for, as a failure; null = nothing. */
export function memoryProblem({ markets, batches }: ScanResult): SquallError | null {
  const left = markets.filter(({ errors }) => errors.some(({ code }) => code === 'MEM_PRESSURE')).length;
  if (left === 0) return null;
  const reason = batches.at(-1)?.reason ?? 'memory is full';
  return new SquallError(
    'MEM_PRESSURE',
    `Memory cannot hold even one market at a time (${reason}): ${left} of ${counted(markets.length, 'market')} were not looked at`,
  );
}

/** What the deadline cut off a scan, as a failure; null = nothing. */
export function deadlineProblem({ markets }: ScanResult): SquallError | null {
  const late = markets.filter(({ errors }) => errors.some(({ code }) => code === DEADLINE_CODE)).length;
  if (late === 0) return null;
  const message = `The deadline passed with ${late} of ${counted(markets.length, 'market')} not looked at (--deadline)`;
  return new SquallError(DEADLINE_CODE, message);
}
