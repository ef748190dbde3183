export type { Level, LevelTouch } from './level.js';
export { DEFAULT_LEVEL_RULES } from './level-rules.js';
export type { LevelRules } from './level-rules.js';
export { detectLevels } from './detect-levels.js';
export type { LevelOptions } from './detect-levels.js';
export { nearestLevels, strongestLevels } from './select-levels.js';
export type { NearestLevels } from './select-levels.js';
