import { isAway } from '../market/outages.js';
import type { CandleStore, StoredMarket } from './candle-store.js';
import type { Span } from './spans.js';
import { intersect, subtract, union } from './spans.js';

/**
 * Open times of bars in which a store's exchange was away, by its manifests: bars that BTC or all markets
 * lack, and that count as an outage among the requested markets. With a single market an outage looks like an
 * hour without a trade.
 */
export function storeOutages({ markets, description: { timeframeMs } }: CandleStore): Set<number> {
  const times = candidates(markets).flatMap((span) => timesIn(span, timeframeMs));
  if (markets.length < 2 || times.length === 0) return new Set();
  const there = new Uint32Array(times.length);
  const absent = new Uint32Array(times.length);
  const isAbsentOfBitcoin = new Uint8Array(times.length);
  for (const stored of markets) {
    const { manifest, span, market } = stored;
    const asked = marksOf(times, intersect(manifest.asked, [span]));
    const holes = marksOf(times, manifest.holes);
    for (let at = 0; at < times.length; at++) {
      if (asked[at] === 0) continue;
      there[at]++;
      absent[at] += holes[at];
      if (holes[at] === 1 && market.base === 'BTC') isAbsentOfBitcoin[at] = 1;
    }
  }
  return new Set(times.filter((_, at) => isAway(there[at], absent[at], isAbsentOfBitcoin[at] === 1)));
}

/** Spans that BTC lacks, or every market. */
function candidates(markets: readonly StoredMarket[]): Span[] {
  const asked = union(markets.flatMap(({ manifest }) => manifest.asked));
  const answered = union(markets.flatMap(({ manifest }) => subtract(manifest.asked, manifest.holes)));
  const ofBitcoin = markets.filter(({ market }) => market.base === 'BTC');
  const holes = ofBitcoin.flatMap(({ manifest, span }) => intersect(manifest.holes, [span]));
  return union([...subtract(asked, answered), ...holes]);
}

function timesIn({ fromMs, toMs }: Span, timeframeMs: number): number[] {
  const first = Math.ceil(fromMs / timeframeMs) * timeframeMs;
  const count = Math.max(0, Math.ceil((toMs - first) / timeframeMs));
  return Array.from({ length: count }, (_, bar) => first + bar * timeframeMs);
}

/** 1 for each time, in order, that lies in one of the spans, in order. */
function marksOf(times: readonly number[], spans: readonly Span[]): Uint8Array {
  const marks = new Uint8Array(times.length);
  let next = 0;
  times.forEach((time, at) => {
    while (next < spans.length && spans[next].toMs <= time) next++;
    marks[at] = next < spans.length && spans[next].fromMs <= time ? 1 : 0;
  });
  return marks;
}
