import type { ScannedPreset } from '../../scanner/scan-result.js';
import { counted } from '../../util/number-text.js';

/** `default`, `mine.json`, `default, 2 limits changed`, `default, 1 weight changed` */
export function presetLabel({ name, file, changed = {} }: Omit<ScannedPreset, 'sha256'>): string {
  const paths = Object.keys(changed);
  const weights = paths.filter((path) => path.startsWith('weights.')).length;
  const limits = paths.length - weights;
  return [
    file ?? name,
    ...(limits === 0 ? [] : [`${counted(limits, 'limit')} changed`]),
    ...(weights === 0 ? [] : [`${counted(weights, 'weight')} changed`]),
  ].join(', ');
}
