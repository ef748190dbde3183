import type { HistorySource } from '../history/scan-history.js';
import { canonicalJson } from '../util/canonical-json.js';
import { sha256 } from '../util/sha256.js';

/** SHA-256 of the data's markets, timeframe and range; trials with the same id are counted together. */
export function dataSetId({ markets, timeframeMs, firstOpenTimeMs, barCount }: HistorySource): string {
  const universe = markets.map(({ market }) => market.symbol).sort();
  return sha256([canonicalJson({ universe, timeframeMs, firstOpenTimeMs, barCount })]);
}
