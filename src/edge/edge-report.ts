import type { Interval } from '../statistics/proportion.js';
import type { Verdict } from './verdict.js';

/** Figures are fractions (0.01 = 1 %) unless the name says otherwise; null = cannot be computed from this data. */
export interface EdgeReport {
  readonly schemaVersion: 1;
  readonly data: {
    /** SHA-256 of universe, timeframe and range; trials on the same data are counted together. */
    readonly id: string;
    readonly source: string;
    readonly timeframeMs: number;
    /** Open of the first bar and close of the last, UTC ms. */
    readonly fromMs: number;
    readonly toMs: number;
    readonly bars: number;
    readonly markets: number;
    /** Markets whose bars end before the data does. */
    readonly endedMarkets: number;
  };
  readonly method: {
    readonly primaryBars: number;
    /** A market that passed within this many bars starts no new episode and is not a control. */
    readonly quietBars: number;
    /** Round-trip costs, fraction. */
    readonly costs: number;
    readonly resamples: number;
    /** Mean block length of the bootstrap, bars. */
    readonly meanBlockBars: number;
    readonly seed: number;
    /** Trials (screens × horizons) of this run, and earlier ones on the same data. */
    readonly triedNow: number;
    readonly triedBefore: number;
  };
  readonly screens: readonly ScreenReport[];
  /** Hansen's p that no screen has an edge; null if none could be tested. */
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
  /** Mean excess over time, from the primary horizon before the entry to the longest horizon after. */
  readonly path: readonly PathPoint[];
  /** Excess of single events over the primary horizon; null with fewer than two, or if they hardly differ. */
  readonly distribution: Distribution | null;
  /** The newest compared events of the primary horizon, at most 200; `squall history` lists all. */
  readonly newestEvents: readonly ListedEvent[];
}

/** Excess of prices over those of the controls, as a fraction of the entry price (the open after the deciding bar). */
export interface PathPoint {
  /** Bars from the deciding bar to the close; negative = before it. */
  readonly bars: number;
  readonly dates: number;
  readonly excess: number | null;
  /** 95 % pointwise. */
  readonly band: Interval | null;
}

/** Events in bins of equal width. */
export interface Distribution {
  /** Range of the bins; the 1 % of events beyond each end are in the first and last bin. */
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
  /** The event's return, the mean return of its controls, and their number. */
  readonly earned: number;
  readonly controlsEarned: number;
  readonly controls: number;
}

export interface HorizonReport {
  readonly horizonBars: number;
  /** Compared events, and the others by reason. */
  readonly events: number;
  readonly withoutControls: number;
  readonly beyondEnd: number;
  readonly endedEarly: number;
  readonly dates: number;
  readonly verdict: Verdict;
  /**
   * Mean over dates of the events' return in excess of their controls, before costs; also the break-even round trip.
   */
  readonly excess: number | null;
  readonly standardError: number | null;
  readonly t: number | null;
  readonly degrees: number | null;
  readonly p: number | null;
  /** Corrected for all trials. */
  readonly adjustedP: number | null;
  /** 95 %, stationary bootstrap over dates. */
  readonly interval: Interval | null;
  /** The smallest excess that would be found with 80 % probability. */
  readonly minimumDetectable: number | null;
  readonly net: number | null;
  /** Mean in which each event counts once, instead of each date. */
  readonly byEvent: number | null;
  /** With markets that end before the horizon counted as −100 %. */
  readonly goneIsLost: number | null;
  /** Bought one bar later. */
  readonly delayed: { readonly excess: number; readonly p: number } | null;
  /** A t-test over raw returns: wrong, and shown for comparison only. */
  readonly naive: { readonly mean: number; readonly t: number } | null;
  readonly best: { readonly events: number; readonly controls: number } | null;
  readonly worst: { readonly events: number; readonly controls: number } | null;
}

/** Share of events of a score range that beat their controls. */
export interface CalibrationBin {
  readonly lowScore: number;
  readonly highScore: number;
  readonly events: number;
  /** Number of distinct dates, on which the interval is based. */
  readonly dates: number;
  readonly share: number;
  readonly interval: Interval;
}

/** The primary horizon's excess in parts of the data. */
export interface Stability {
  readonly firstHalf: PartFigure | null;
  readonly secondHalf: PartFigure | null;
  /** While the benchmark was above (or below) its price 30 days earlier; null without a benchmark or such a date. */
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
