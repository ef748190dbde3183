import { checksOf } from '../filters/checks-of.js';
import type { MissingPolicy } from '../filters/filter.js';
import { RANKED_BY } from '../filters/filter.js';
import type { FilterLimits, FilterName } from '../filters/index.js';
import type { ColumnCalls } from '../kernels/engine/column-calls.js';
import type { MarketInfo } from '../market/market.js';
import { columnChecks, type FilterRange, type Stretch } from './column-checks.js';
import type { HistoryMetric } from './history-columns.js';
import type { MarketAddresses } from './history-memory.js';

/** A filter on the rank among the markets of a bar; it needs all markets' values. */
export interface RankCheck {
  readonly bit: number;
  readonly metric: 'turnover24h' | 'change24hPct';
  /** 1 = descending, −1 = ascending. */
  readonly sign: 1 | -1;
  readonly top: number;
}

export interface FilterColumns {
  readonly names: readonly FilterName[];
  /** Bits of the filters that reject a market without data. */
  readonly missingFails: number;
  readonly ranks: readonly RankCheck[];
  /** Numeric comparisons other than ranks, each with its filter's bit. */
  readonly ranges: readonly (FilterRange & { readonly bit: number })[];
  /** Metrics that the filters read. */
  readonly metrics: readonly HistoryMetric[];
  /** @returns a function that applies all filters except ranks to a stretch of this market. */
  judgeOf(calls: ColumnCalls, market: MarketInfo, addresses: MarketAddresses): (stretch: Stretch) => void;
}

/** Compiles a preset's filters to passes over columns, with the verdicts of runFilters but without its sentences. */
export function compileFilters(filters: FilterLimits, missing: MissingPolicy): FilterColumns {
  const named = checksOf(filters);
  const fails = named.map(({ liveOnly }) => (liveOnly ? missing.liveOnly : missing.all) === 'fail');
  const compared = named.flatMap(({ checks }, index) =>
    checks.map(({ compares }) => ({ compares, bit: 1 << index })),
  );
  const checks = compared.flatMap(({ compares, bit }) =>
    columnChecks(compares).map((check) => ({ ...check, bit })),
  );
  const ranks = compared.flatMap(({ compares, bit }): RankCheck[] =>
    compares.kind === 'rank' ? [{ ...RANKED_BY[compares.rank], top: compares.top, bit }] : [],
  );
  const verdicts: (boolean | null | undefined)[] = checks.map(() => undefined);
  return {
    names: named.map(({ name }) => name),
    missingFails: fails.reduce((bits, drops, index) => (drops ? bits | (1 << index) : bits), 0),
    ranks,
    ranges: checks.flatMap(({ range, bit }) => (range === undefined ? [] : [{ ...range, bit }])),
    metrics: [...checks, ...ranks].flatMap(({ metric }) => (metric === undefined ? [] : [metric])),
    judgeOf(calls, market, addresses) {
      const start = calls.write([
        { kernel: 'fillIntegers', out: addresses.failedBits, value: 0 },
        { kernel: 'fillIntegers', out: addresses.missingBits, value: 0 },
      ]);
      const marks = checks.map(({ call, mark, bit }) => {
        if (call === undefined) return (stretch: Stretch) => mark?.(stretch, bit);
        const written = calls.write([call(market, addresses, bit)]);
        return ({ from, to }: Stretch) => written.run(from, to);
      });
      return (stretch) => {
        let failed = 0;
        let lacking = 0;
        for (let i = 0; i < checks.length; i++) {
          const { always, bit } = checks[i];
          const verdict = (verdicts[i] = always?.(stretch));
          if (verdict === false) failed |= bit;
          else if (verdict === null) lacking |= bit;
        }
        start.setValue(0, failed);
        start.setValue(1, lacking);
        start.run(stretch.from, stretch.to);
        for (let i = 0; i < checks.length; i++) if (verdicts[i] === undefined) marks[i](stretch);
      };
    },
  };
}
