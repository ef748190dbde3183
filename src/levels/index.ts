export type { Level } from './level.js';
export { DEFAULT_LEVEL_RULES } from './level-rules.js';
export { detectLevels } from './detect-levels.js';
export { nearestLevels, strongestLevels } from './select-levels.js';
