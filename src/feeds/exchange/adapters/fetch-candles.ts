import type { RawCandles } from '../../../market/candle-series.js';
import { CANDLE_COLUMNS } from '../../../market/candle-series.js';
import type { AdaptedCandles, CandleRange } from './adapter.js';
import type { CandlePaging } from './candle-paging.js';

export interface CandleRequest {
  readonly sinceMs: number;
  /** Bars from there on. */
  readonly limit: number;
  readonly timeframeMs: number;
}

type AskPage = (range: CandleRange) => Promise<AdaptedCandles>;

/** A page, and the open time of its first requested bar. */
interface Page {
  readonly answer: AdaptedCandles;
  readonly fromMs: number;
}

/** Fewer bars without a gap prove nothing, nor does another number: a halted market has no more. */
const LEAST_FULL_PAGE = 50;
const PAGE_STEP = 10;

/**
 * Candles of a range, in as many calls as it takes, one after another. Paging ends at the end of the range,
 * or with a page that starts before it should: then the exchange ignores the request.
 * @param ask  one call; each may be retried by itself.
 * @throws what a call throws.
 */
export async function fetchCandles(
  ask: AskPage,
  paging: CandlePaging,
  request: CandleRequest,
): Promise<AdaptedCandles> {
  const pages = await (paging.countsFrom === 'end' ? fromTheEnd : fromTheStart)(ask, paging, request);
  return pages.length === 1 ? pages[0].answer : joinPages(pages);
}

async function fromTheStart(
  ask: AskPage,
  { maxBars, hasMargin }: CandlePaging,
  { sinceMs, limit, timeframeMs }: CandleRequest,
): Promise<Page[]> {
  const endMs = sinceMs + limit * timeframeMs;
  const hasRoom = hasMargin && (maxBars === null || limit < maxBars);
  let perCall = maxBars ?? limit + 1;
  let fromMs = hasRoom ? sinceMs - timeframeMs : sinceMs;
  const pages: Page[] = [];
  while (fromMs < endMs) {
    const bars = Math.min(perCall, (endMs - fromMs) / timeframeMs);
    const answer = await ask({ sinceMs: fromMs, limit: bars });
    pages.push({ answer, fromMs });
    const { openTimeMs } = answer.candles;
    const lastMs = openTimeMs[openTimeMs.length - 1];
    if (lastMs + timeframeMs >= endMs || openTimeMs[0] < fromMs) break;
    if (hasMargin && isCutOff(openTimeMs, fromMs, bars, timeframeMs)) {
      perCall = openTimeMs.length;
      fromMs = lastMs + timeframeMs;
    } else fromMs += bars * timeframeMs;
  }
  return pages;
}

/**
 * Whether a call returned a round number of bars, fewer than requested though none is absent: that is its
 * maximum.
 */
function isCutOff(openTimeMs: Float64Array, fromMs: number, bars: number, timeframeMs: number): boolean {
  const rows = openTimeMs.length;
  if (rows < LEAST_FULL_PAGE || rows % PAGE_STEP > 0) return false;
  if (rows >= bars || openTimeMs[0] !== fromMs) return false;
  return openTimeMs[rows - 1] - fromMs === (rows - 1) * timeframeMs;
}

/**
 * The newest bars, or ranges that end at given times. Each is one bar longer than needed, because exchanges
 * differ in whether the end is included.
 */
async function fromTheEnd(
  ask: AskPage,
  { maxBars, goesBack }: CandlePaging,
  { sinceMs, limit, timeframeMs }: CandleRequest,
): Promise<Page[]> {
  const endMs = sinceMs + limit * timeframeMs;
  const most = maxBars ?? limit + 1;
  if (limit < most || !goesBack) {
    const bars = Math.min(limit + 1, most);
    const fromMs = endMs - bars * timeframeMs;
    return [{ answer: await ask({ sinceMs: fromMs, limit: bars }), fromMs }];
  }
  const pages: Page[] = [];
  const stepMs = (most - 1) * timeframeMs;
  for (let fromMs = sinceMs; fromMs < endMs; fromMs += stepMs) {
    const toMs = Math.min(fromMs + stepMs, endMs);
    const bars = (toMs - fromMs) / timeframeMs + 1;
    const range = { sinceMs: fromMs - timeframeMs, limit: bars };
    pages.push({ answer: await ask(toMs === endMs ? range : { ...range, beforeMs: toMs }), fromMs });
  }
  return pages;
}

/** When a page overlaps the next one's bars, the later answer counts. */
function joinPages(pages: readonly Page[]): AdaptedCandles {
  const answers = pages.map(({ answer }) => answer);
  const rows = pages.map(({ answer, fromMs }, page) => {
    const { openTimeMs } = answer.candles;
    const beginMs = page === 0 ? -Infinity : fromMs;
    const endMs = pages.at(page + 1)?.fromMs ?? Infinity;
    return [...openTimeMs.keys()].filter((row) => !(openTimeMs[row] < beginMs || openTimeMs[row] >= endMs));
  });
  const join = (columnOf: (page: AdaptedCandles) => ArrayLike<number>): number[] =>
    answers.flatMap((answer, page) => {
      const column = columnOf(answer);
      return rows[page].map((row) => column[row]);
    });
  const [first] = answers;
  const columns = CANDLE_COLUMNS.map((name) => [
    name,
    Float64Array.from(join(({ candles }) => candles[name])),
  ]);
  return {
    candles: { symbol: first.candles.symbol, ...Object.fromEntries(columns) } as RawCandles,
    volumeUnit: first.volumeUnit,
    quoteVolume: first.quoteVolume && Float64Array.from(join(({ quoteVolume }) => quoteVolume!)),
    tradeCounts: first.tradeCounts && Float64Array.from(join(({ tradeCounts }) => tradeCounts!)),
    closedFlags: first.closedFlags && Uint8Array.from(join(({ closedFlags }) => closedFlags!)),
  };
}
