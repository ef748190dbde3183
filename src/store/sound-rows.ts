import type { RawCandles, CandleColumns } from '../market/candle-series.js';
import { cleanCandles } from '../market/clean.js';
import type { DataIssue } from '../market/data-issue.js';
import { rowsWhere } from './candle-rows.js';
import type { Span } from './spans.js';

/**
 * The storable part of candles: possible bars on the grid that open in a span, in order and each once; or why
 * they cannot be trusted. Absent bars are left out, not filled.
 */
export function soundRows(
  candles: RawCandles,
  { fromMs, toMs }: Span,
  timeframeMs: number,
): CandleColumns | DataIssue {
  const { symbol, openTimeMs } = candles;
  const inside = rowsWhere(candles, (row) => openTimeMs[row] >= fromMs && openTimeMs[row] < toMs);
  if (inside.openTimeMs.length === 0) return inside;
  const { series, issues } = cleanCandles(
    { symbol, ...inside },
    { timeframeMs, asOfMs: toMs, count: (toMs - fromMs) / timeframeMs },
  );
  const refusal = issues.find(({ code }) => code === 'DATA_INVALID' || code === 'DATA_MISMATCH');
  if (refusal !== undefined) return refusal;
  return series === null
    ? rowsWhere(inside, () => false)
    : rowsWhere(series, (row) => series.filled[row] === 0);
}
