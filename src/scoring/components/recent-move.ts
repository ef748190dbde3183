import { naturalLog } from '../../util/natural-log.js';
import type { Metrics } from '../../indicators/metrics.js';

/**
 * ln of the volume of the last 3 bars against the 2 before; 0 where those had none, −∞ where the last have none
 * (the components clip it).
 */
export function volumeTrend({ recentVolumeRatio }: Metrics): number {
  return recentVolumeRatio === null ? 0 : trendOf(recentVolumeRatio);
}

/** ln of a volume ratio; −∞ at 0. */
export function trendOf(ratio: number): number {
  return naturalLog(Math.max(0, ratio));
}
