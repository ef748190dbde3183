import { measureComponent } from './measure-component.js';
import { COMPONENTS } from './components/index.js';
import type { Score, ScoreInput, ScoreLine } from './component.js';
import { toScore100 } from './score-scale.js';
import type { Weights } from './components/index.js';

/**
 * score = Σ weight·value / Σ|weight| over the components that have data, computed as the left-to-right sum of
 * the lines' points, so that the lines add up to the score bit for bit.
 */
export function scoreMarket(input: ScoreInput, preset: { readonly weights: Weights }): Score {
  const components: { -readonly [Member in keyof ScoreLine]: ScoreLine[Member] }[] = [];
  const missing: string[] = [];
  let totalWeight = 0;
  for (const component of COMPONENTS) {
    const { name } = component;
    const weight = preset.weights[name] ?? 0;
    if (weight === 0) continue;
    const measure = measureComponent(component, input);
    if (measure === null) {
      missing.push(name);
      continue;
    }
    const { raw, value } = measure;
    components.push({ name, raw, value, weight, points: weight * value });
    totalWeight += Math.abs(weight);
  }
  if (components.length === 0) return { score: null, score100: null, components, missing };

  let score = 0;
  for (const line of components) {
    line.points /= totalWeight;
    score += line.points;
  }
  return { score, score100: toScore100(score), components, missing };
}
