/** How batches are reduced while memory is this full. */
export interface PressureBand {
  /** Pressure (used / limit) above which the band starts. */
  readonly above: number;
  /** Pressure at and below which it ends: 5 points less, so that a size does not flap around a threshold. */
  readonly leaveAt: number;
  /** Allowed share of the maximum markets and batches, rounded up. */
  readonly share: number;
}

/**
 * From the original scanner: 20 markets, 15 above 70 %, 10 above 85 %. Above 92 % each batch is half of the
 * last.
 */
export const BANDS: readonly PressureBand[] = [
  { above: -Infinity, leaveAt: -Infinity, share: 1 },
  { above: 0.7, leaveAt: 0.65, share: 0.75 },
  { above: 0.85, leaveAt: 0.8, share: 0.5 },
  { above: 0.92, leaveAt: 0.87, share: 0.5 },
];

/** From here on memory is relieved. */
export const HARD = 2;
export const SHED = 3;

/** At one market per batch and above this, even that is too much. */
export const STOP_ABOVE = 0.95;

/** So close to the limit that there is no time to wait for another garbage collection. */
export const STOP_AT_ONCE_ABOVE = 0.98;

/**
 * Percent of the time in which tasks waited for memory: the machine is thrashing, whatever the limits say.
 */
const STALLED_ABOVE = 10;

/** The band in which a pressure lies. */
export function bandOf(pressure: number, stallPercent: number | null): number {
  const band = BANDS.findLastIndex(({ above }) => pressure > above);
  return (stallPercent ?? 0) > STALLED_ABOVE ? Math.max(band, HARD) : band;
}

/** Whether pressure is clearly below the start of a band; never true for the last. */
export function isClearlyBelow(band: number, pressure: number): boolean {
  return band < BANDS.length && pressure <= BANDS[band].leaveAt;
}

export function shareOf(most: number, band: number): number {
  return Math.ceil(most * BANDS[band].share);
}
