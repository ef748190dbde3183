/** What a preset finds in the simulated market of 400 markets, and when. */
export interface DemoMoment {
  readonly seed: number;
  /** ISO 8601; null = the simulated market's default as-of time. */
  readonly asOf: string | null;
  readonly passed: number;
}

/** Preset → a moment at which it finds something. Written by `npm run preset-demos`. */
export const DEMO_MOMENTS: Readonly<Record<string, DemoMoment>> = {
  default: { seed: 1, asOf: null, passed: 8 },
  'breakout-v1': { seed: 1, asOf: null, passed: 1 },
  'breakout-v1-relaxed': { seed: 1, asOf: null, passed: 4 },
  'breakout-v1-working': { seed: 1, asOf: '2025-03-11T15:20:00Z', passed: 1 },
  'high-liquidity-top30': { seed: 1, asOf: '2025-03-09T17:15:00Z', passed: 1 },
  'high-percent-breakout': { seed: 1, asOf: '2025-03-11T15:20:00Z', passed: 1 },
  'scalping-high-freq': { seed: 1, asOf: '2025-03-11T13:45:00Z', passed: 1 },
  'smallcap-top-gainers': { seed: 1, asOf: '2025-02-14T05:00:00Z', passed: 1 },
  'smallcap-top-losers': { seed: 5, asOf: '2025-01-31T21:20:00Z', passed: 1 },
  'swing-trading-pro': { seed: 1, asOf: '2025-03-11T11:55:00Z', passed: 1 },
  'top-gainers-momentum': { seed: 1, asOf: '2025-03-08T21:05:00Z', passed: 1 },
  'top-losers-reversal': { seed: 1, asOf: '2025-03-07T07:25:00Z', passed: 1 },
  'video-strategy-aggressive': { seed: 1, asOf: '2025-03-03T15:00:00Z', passed: 1 },
  'video-strategy-conservative': { seed: 1, asOf: '2025-03-11T13:45:00Z', passed: 1 },
  'video-strategy-scalping': { seed: 1, asOf: '2025-03-11T15:25:00Z', passed: 1 },
  'video-strategy-swing': { seed: 1, asOf: '2025-03-11T07:25:00Z', passed: 1 },
};
