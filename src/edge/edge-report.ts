import type { Interval } from '../statistics/proportion.js';
import type { Verdict } from './verdict.js';

/** Figures are fractions (0.01 = 1 %) unless the name says otherwise; null = cannot be had from these data. */
export interface EdgeReport {
  readonly schemaVersion: 1;
  readonly data: {
    /** SHA-256 of universe, timeframe and range: trials on the same data are counted together. */
    readonly id: string;
    readonly source: string;
    readonly timeframeMs: number;
    /** Opens of the first and closes of the last bar, UTC ms. */
    readonly fromMs: number;
    readonly toMs: number;
    readonly bars: number;
    readonly markets: number;
    /** Markets whose bars end before the data do. */
    readonly endedMarkets: number;
  };
  readonly method: {
    readonly primaryBars: number;
    /** A market that passed within so many bars begins no new episode, and is no control. */
    readonly quietBars: number;
    /** Round trip, fraction. */
    readonly costs: number;
    readonly resamples: number;
    /** Mean length of the bootstrap's blocks, bars. */
    readonly meanBlockBars: number;
    readonly seed: number;
    /** Screens × horizons of this run, and others that were looked at on the same data before. */
    readonly triedNow: number;
    readonly triedBefore: number;
  };
  readonly screens: readonly ScreenReport[];
  /** Whether any of them is better than nothing: Hansen's p; null where none could be tested. */
  readonly anyBetterP: number | null;
}

export interface ScreenReport {
  readonly name: string;
  readonly sha256: string;
  readonly passedBars: number;
  readonly episodes: number;
  readonly horizons: readonly HorizonReport[];
  /** Barriers of the primary horizon. */
  readonly barriers: Readonly<
    Record<'events' | 'controls', Readonly<Record<'up' | 'down' | 'time', number>>>
  >;
  readonly calibration: readonly CalibrationBin[];
  readonly stability: Stability;
  /** Mean excess on the way, from the primary horizon before the entry to the longest one after. */
  readonly path: readonly PathPoint[];
  /** Excess of single events over the primary horizon; null with fewer than two, or if all are alike. */
  readonly distribution: Distribution | null;
  /** The newest of those that were compared over the primary horizon, 200 at most; `squall history` lists all. */
  readonly newestEvents: readonly ListedEvent[];
}

/** Where prices stood, beyond those of the controls. Fractions of the entry, the open after the deciding bar. */
export interface PathPoint {
  /** Closes so many bars after the deciding one; before it where negative. */
  readonly bars: number;
  readonly dates: number;
  readonly excess: number | null;
  /** 95 %, of this point alone. */
  readonly band: Interval | null;
}

/** Events in bins of equal width. */
export interface Distribution {
  /** Between which the bins lie: the hundredth beyond on each side stands in the first and in the last of them. */
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
  readonly least: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  readonly most: number;
}

/** One event of the primary horizon. */
export interface ListedEvent {
  readonly symbol: string;
  /** Close of the deciding bar, UTC ms. */
  readonly timeMs: number;
  /** −3…3; null = none. */
  readonly score: number | null;
  /** What it earned, what its controls did, and how many they are. */
  readonly earned: number;
  readonly controlsEarned: number;
  readonly controls: number;
}

export interface HorizonReport {
  readonly horizonBars: number;
  /** Events that were compared, and why others were not. */
  readonly events: number;
  readonly withoutControls: number;
  readonly beyondEnd: number;
  readonly endedEarly: number;
  readonly dates: number;
  readonly verdict: Verdict;
  /**
   * Mean over dates of what events earned beyond their controls, before costs: the round trip at which nothing is left.
   */
  readonly excess: number | null;
  readonly standardError: number | null;
  readonly t: number | null;
  readonly degrees: number | null;
  readonly p: number | null;
  /** Corrected for everything that was tried. */
  readonly adjustedP: number | null;
  /** 95 %, stationary bootstrap over dates. */
  readonly interval: Interval | null;
  /** Found with a chance of 80 % if it were there. */
  readonly minimumDetectable: number | null;
  readonly net: number | null;
  /** Each event counts once, instead of each date. */
  readonly byEvent: number | null;
  /** With a market that was gone before the horizon's end at −100 %. */
  readonly goneIsLost: number | null;
  /** Bought one bar later. */
  readonly delayed: { readonly excess: number; readonly p: number } | null;
  /** What a test over raw returns would have said: wrong, and shown for that. */
  readonly naive: { readonly mean: number; readonly t: number } | null;
  readonly best: { readonly events: number; readonly controls: number } | null;
  readonly worst: { readonly events: number; readonly controls: number } | null;
}

/** Share of events that beat their controls, by score. */
export interface CalibrationBin {
  readonly lowScore: number;
  readonly highScore: number;
  readonly events: number;
  /** Dates they are from: what the interval counts. */
  readonly dates: number;
  readonly share: number;
  readonly interval: Interval;
}

/** The primary horizon's excess again, in parts. */
export interface Stability {
  readonly firstHalf: PartFigure | null;
  readonly secondHalf: PartFigure | null;
  /** While the benchmark stood higher, or lower, than 30 days before; null without a benchmark or such a date. */
  readonly risingBenchmark: PartFigure | null;
  readonly fallingBenchmark: PartFigure | null;
  /** The market whose removal changes the figure most. */
  readonly mostInfluential: {
    readonly symbol: string;
    readonly excessWithout: number;
    readonly changesSign: boolean;
  } | null;
}

export interface PartFigure {
  readonly dates: number;
  readonly excess: number;
  readonly p: number | null;
}
