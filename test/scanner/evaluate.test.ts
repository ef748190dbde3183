import { describe, expect, test } from '../support/jest.js';
import { FILTERS, type FilterLimits } from '../../src/filters/index.js';
import { letsThrough, ranksNeeded, runFilters } from '../../src/filters/run-filters.js';
import type { FilterInput } from '../../src/filters/filter.js';
import { DEFAULT_PRESET } from '../../src/presets/default.js';
import { NO_ORIGINS } from '../../src/scanner/compute-metrics.js';
import { type Candidate, funnelOf, judge } from '../../src/scanner/evaluate.js';
import { inputOf } from '../filters/filter-input.js';

const FAIL = { all: 'fail', liveOnly: 'fail' } as const;
const SKIP = { all: 'skip', liveOnly: 'skip' } as const;

function candidate(
  symbol: string,
  metrics: FilterInput['metrics'],
  errors: Candidate['errors'] = [],
): Candidate {
  const { market, marketClass, missingReasons } = inputOf({});
  return {
    market: { ...market, symbol },
    marketClass,
    peg: null,
    series: null,
    metrics,
    missingReasons,
    origins: NO_ORIGINS,
    errors,
    rejectedEarly: null,
    rejectedBy: null,
  };
}

function withFilters(filters: FilterLimits) {
  return { ...DEFAULT_PRESET, filters };
}

/** Ten markets that differ in turnover, change and spread; one knows nothing, one may not be scored. */
const CANDIDATES = Array.from({ length: 10 }, (_, index) => {
  const { metrics } = inputOf({});
  const known = {
    turnover24h: 1e6 * ((index * 7) % 10),
    change24hPct: ((index * 3) % 10) - 4.5,
    spreadBps: index,
  };
  const errors = index === 4 ? [{ code: 'DATA_GAP', message: 'A hole.' }] : [];
  return candidate(`M${index}/USDT`, index === 6 ? metrics : { ...metrics, ...known }, errors);
});

describe('ranks among all markets', () => {
  test.each([
    ['turnover', { turnover: { top: 3 } }, (each: Candidate) => each.metrics.turnover24h],
    ['gain', { gainers: { top: 3 } }, (each: Candidate) => each.metrics.change24hPct],
    ['loss', { losers: { top: 3 } }, (each: Candidate) => -each.metrics.change24hPct!],
  ] as const)('by %s let the best of those through that may be scored', (rank, filters, valueOf) => {
    const best = CANDIDATES.filter((each) => each.errors.length === 0 && each.metrics.spreadBps !== null)
      .sort((a, b) => valueOf(b)! - valueOf(a)!)
      .slice(0, 3)
      .map(({ market }) => market.symbol);
    const passed = judge(CANDIDATES, withFilters(filters), FAIL, 0).filter((each) => each.passed);
    expect(new Set(passed.map(({ market }) => market.symbol))).toEqual(new Set(best));
    expect(ranksNeeded({ filters })).toEqual({ turnover: false, gain: false, loss: false, [rank]: true });
  });

  test('are needed by no filter without a limit on them', () => {
    const filters = { turnover: { min: 1 }, gainers: { minPct: 1, top: 0 }, losers: { maxPct: 1 } };
    expect(ranksNeeded({ filters })).toEqual({ turnover: false, gain: false, loss: false });
  });

  test('that are not needed are used by no filter', () => {
    const ranks = { turnover: null, gain: null, loss: null };
    for (const { name } of FILTERS) {
      const limits = DEFAULT_PRESET.filters[name];
      if (limits === undefined) continue;
      const filters = { [name]: limits };
      const input = inputOf({});
      expect(runFilters({ ...input, ranks }, { filters }, FAIL)).toEqual(
        runFilters(input, { filters }, FAIL),
      );
    }
  });
});

test.each([
  ['dropped', FAIL],
  ['kept', SKIP],
])('the funnel counts step by step, where markets without data are %s', (_name, missing) => {
  const preset = withFilters({ turnover: { min: 3e6 }, spread: { maxBps: 7 }, gainers: { minPct: -3 } });
  const judged = judge(CANDIDATES, preset, missing, 0);
  let alive = judged.filter((each) => each.errors.length === 0);
  const expected = [{ filter: 'data', in: 10, out: 9 }];
  for (const filter of ['turnover', 'spread', 'gainers']) {
    const survivors = alive.filter(({ filters }) =>
      letsThrough(
        filters.find(({ name }) => name === filter)!,
        missing,
      ),
    );
    expected.push({ filter, in: alive.length, out: survivors.length });
    alive = survivors;
  }
  expect(funnelOf(judged, missing)).toEqual(expected);
  expect(alive.map(({ market }) => market.symbol)).toEqual(
    judged.filter(({ passed }) => passed).map(({ market }) => market.symbol),
  );
});
