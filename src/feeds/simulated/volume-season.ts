import { BARS_PER_DAY } from './world.js';

/** Approximate volume in each hour of the UTC day relative to the day's mean. */
const BY_HOUR = [
  0.95, 0.9, 0.85, 0.8, 0.75, 0.75, 0.8, 0.9, 0.95, 0.95, 0.95, 1, 1.1, 1.35, 1.6, 1.55, 1.35, 1.2, 1.1, 1,
  0.95, 0.9, 0.9, 0.95,
];
const BARS_PER_HOUR = BARS_PER_DAY / 24;

/** Volume of each bar of the day relative to the day's mean, without steps at the hour. */
export const VOLUME_SEASON = Float64Array.from({ length: BARS_PER_DAY }, (_, bar) => {
  const hour = Math.floor(bar / BARS_PER_HOUR);
  const share = (bar % BARS_PER_HOUR) / BARS_PER_HOUR;
  return BY_HOUR[hour] * (1 - share) + BY_HOUR[(hour + 1) % 24] * share;
});
