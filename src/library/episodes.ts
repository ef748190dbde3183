import { findEvents } from '../edge/events.js';
import { priceWindows } from '../edge/forward-prices.js';
import { emptyOutcome, outcomesOf } from '../edge/outcome.js';
import type { HistorySource } from '../history/scan-history.js';
import type { Preset } from '../presets/preset.js';
import type { Screen } from '../edge/screen.js';
import { screenOf } from './edge.js';
import type { EngineOptions } from './engines.js';
import type { OptionTable } from '../util/option-names.js';
import { checkOptionNames } from '../util/option-names.js';
import { checkSource } from './given.js';
import { checkEdgeNumbers, checkHorizons } from './edge-numbers.js';

/** A run of bars in which a market passed a screen, and what followed. */
export interface FoundEpisode {
  readonly symbol: string;
  /** Close of the first and of the last bar that passed, UTC ms. */
  readonly inMs: number;
  readonly outMs: number;
  readonly passedBars: number;
  /** Score at the first bar, −3…3; null = none. */
  readonly score: number | null;
  /** Next open after the first bar; null = not known yet. */
  readonly entry: number | null;
  /**
   * Close of each horizon's last bar over the entry − 1, in the order of the horizons; null = not known yet.
   */
  readonly returns: readonly (number | null)[];
  /** Highest high and lowest low within the longest horizon, over the entry − 1. */
  readonly best: number | null;
  readonly worst: number | null;
}

export interface EpisodesOptions extends EngineOptions {
  readonly source: HistorySource;
  readonly screen: string | Preset | Screen;
  /** Bars after the first one, ascending. */
  readonly horizons: readonly number[];
  /** A market that passes again within this many bars continues its episode. @default 1 */
  readonly quietBars?: number;
}

const OPTIONS: OptionTable<EpisodesOptions> = {
  engine: true,
  wasm: true,
  source: true,
  screen: true,
  horizons: true,
  quietBars: true,
};

/** Every episode a screen would have found in a history, in order of time, then of the source's markets. */
export async function episodes(options: EpisodesOptions): Promise<FoundEpisode[]> {
  checkOptionNames('episodes', options, OPTIONS);
  const { source, horizons, quietBars = 1 } = options;
  checkSource(source);
  checkEdgeNumbers({ quietBars });
  checkHorizons(horizons);
  const screen = await screenOf(options.screen, options);
  const { episodes: found } = await findEvents(screen, source, quietBars);
  const outcomes = horizons.map(emptyOutcome);
  const closeOf = (bar: number): number => source.firstOpenTimeMs + (bar + 1) * source.timeframeMs;
  const result: FoundEpisode[] = [];
  let next = 0;
  for await (const window of priceWindows(source, horizons[horizons.length - 1] + 1)) {
    for (; next < found.length && found[next].firstBar < window.endDate; next++) {
      const { market, firstBar, lastBar, passedBars, score } = found[next];
      const index = firstBar - window.firstBar;
      const isEntered = outcomesOf(window, market, index, horizons, outcomes);
      const longest = outcomes[outcomes.length - 1];
      result.push({
        symbol: source.markets[market].market.symbol,
        inMs: closeOf(firstBar),
        outMs: closeOf(lastBar),
        passedBars,
        score: Number.isNaN(score) ? null : score,
        entry: isEntered ? window.open[market][index + 1] : null,
        returns: outcomes.map(({ forward, endedEarly }) => (isEntered && !endedEarly ? forward : null)),
        best: isEntered ? longest.best : null,
        worst: isEntered ? longest.worst : null,
      });
    }
  }
  return result;
}
