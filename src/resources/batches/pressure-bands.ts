/** How batches are cut while memory is this full. */
export interface PressureBand {
  /** Pressure (used / limit) above which the band begins. */
  readonly above: number;
  /** Pressure at and below which it is left again: 5 points less, so that a size does not flap around a threshold. */
  readonly leaveAt: number;
  /** Share of the most markets and batches that it allows, rounded up. */
  readonly share: number;
}

/** From the original scanner: 20 markets, 15 above 70 %, 10 above 85 %. Above 92 % each batch is half of the last. */
export const BANDS: readonly PressureBand[] = [
  { above: -Infinity, leaveAt: -Infinity, share: 1 },
  { above: 0.7, leaveAt: 0.65, share: 0.75 },
  { above: 0.85, leaveAt: 0.8, share: 0.5 },
  { above: 0.92, leaveAt: 0.87, share: 0.5 },
];

/** From here on memory is relieved. */
export const HARD = 2;
export const SHED = 3;

/** At one market a batch and above this, even that is too much. */
export const STOP_ABOVE = 0.95;

/** So near to the limit that there is no time to wait until garbage may be collected again. */
export const STOP_AT_ONCE_ABOVE = 0.98;

/** Percent of the time in which tasks waited for memory: the machine is thrashing, whatever the limits say. */
const STALLED_ABOVE = 10;

/** The band in which a pressure lies. */
export function bandOf(pressure: number, stallPercent: number | null): number {
  const band = BANDS.findLastIndex(({ above }) => pressure > above);
  return (stallPercent ?? 0) > STALLED_ABOVE ? Math.max(band, HARD) : band;
}

/** Whether pressure is clearly below the beginning of a band; never so beyond the last. */
export function isClearlyBelow(band: number, pressure: number): boolean {
  return band < BANDS.length && pressure <= BANDS[band].leaveAt;
}

export function shareOf(most: number, band: number): number {
  return Math.ceil(most * BANDS[band].share);
}
