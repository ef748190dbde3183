import type { Screen, ScreenChunk } from '../../src/edge/screen.js';
import type { HistorySource } from '../../src/history/scan-history.js';
import { createRng, keyOf } from '../../src/util/rng.js';
import type { Picks } from './placebo.js';

/** A screen's output over a history, kept so that it can be replayed on other bars and markets. */
export interface KeptScreen {
  readonly name: string;
  readonly chunks: readonly ScreenChunk[];
  /** What passed, [market][bar]. */
  readonly passed: readonly Uint8Array[];
  /** First bar at which any market may be judged. */
  readonly firstJudgedBar: number;
}

export async function keepScreen(screen: Screen, source: HistorySource): Promise<KeptScreen> {
  const passed = source.markets.map(() => new Uint8Array(source.barCount));
  const chunks: ScreenChunk[] = [];
  let firstJudgedBar = source.barCount;
  for await (const chunk of screen.chunks(source)) {
    const { usable, score, turnover24h, atrRatio } = chunk;
    chunks.push({
      ...chunk,
      ...{ usable: usable.slice(), passed: chunk.passed.slice(), score: score.slice() },
      ...{ turnover24h: turnover24h.slice(), atrRatio: atrRatio.slice() },
    });
    for (const [market, row, at] of cellsOf(chunk, source.markets.length)) {
      const bar = chunk.firstBar + row;
      passed[market][bar] = chunk.passed[at];
      if (usable[at] === 1) firstJudgedBar = Math.min(firstJudgedBar, bar);
    }
  }
  return { name: screen.name, chunks, passed, firstJudgedBar };
}

/**
 * The screen's picks at other times and in other markets: all moved around the judged bars by one drawn
 * distance, and the markets permuted. They come in the same herds and last as long, and have nothing to do
 * with the prices that follow.
 */
export function shiftedPicks({ passed, firstJudgedBar }: KeptScreen, seed: number): Picks {
  const rng = createRng(keyOf(seed, 'shift'));
  const barCount = passed[0].length - firstJudgedBar;
  const distance = 1 + Math.floor(rng.next() * (barCount - 1));
  const dealt = passed.map((_, market) => market);
  for (let i = dealt.length - 1; i > 0; i--) {
    const j = Math.floor(rng.next() * (i + 1));
    [dealt[i], dealt[j]] = [dealt[j], dealt[i]];
  }
  return (market, bar) =>
    bar >= firstJudgedBar &&
    passed[dealt[market]][firstJudgedBar + ((bar - firstJudgedBar + distance) % barCount)] === 1;
}

/** A screen of other picks with the turnover and volatility of the original. */
export function screenOf(kept: KeptScreen, picks: Picks, name: string): Screen {
  return {
    name,
    sha256: name,
    async *chunks({ markets }) {
      for (const chunk of kept.chunks) {
        const passed = new Uint8Array(chunk.passed.length);
        for (const [market, row, at] of cellsOf(chunk, markets.length)) {
          if (chunk.usable[at] === 1 && picks(market, chunk.firstBar + row)) passed[at] = 1;
        }
        yield { ...chunk, passed };
      }
    },
  };
}

/** Market, row and index of all cells of a chunk that stand for bars of the history. */
function* cellsOf(
  { firstBar, barCount, stride }: ScreenChunk,
  marketCount: number,
): Generator<readonly [market: number, row: number, at: number]> {
  for (let market = 0; market < marketCount; market++) {
    for (let row = Math.max(0, -firstBar); row < barCount; row++) yield [market, row, market * stride + row];
  }
}
