import { MAX_VALUE } from './curves.js';
import { COMPONENTS } from './components/index.js';
import type { ComponentValue, Score, ScoreComponent, ScoreInput } from './component.js';
import type { Weights } from './components/index.js';

/**
 * score = Σ weight·value / Σ|weight| over the components that have data, taken as the left-to-right sum of the
 * lines' points, so that the lines add up to the score in every bit.
 */
export function scoreMarket(input: ScoreInput, preset: { readonly weights: Weights }): Score {
  const measured: { component: ScoreComponent; weight: number; measure: ComponentValue }[] = [];
  const missing: string[] = [];
  let totalWeight = 0;
  for (const component of COMPONENTS) {
    const weight = preset.weights[component.name] ?? 0;
    if (weight === 0) continue;
    const measure = component.measure(input);
    if (measure === null) {
      missing.push(component.name);
      continue;
    }
    measured.push({ component, weight, measure });
    totalWeight += Math.abs(weight);
  }
  if (measured.length === 0) return { score: null, score100: null, components: [], missing };

  const components = measured.map(({ component, weight, measure }) => ({
    name: component.name,
    raw: measure.raw,
    value: measure.value,
    weight,
    points: (weight * measure.value) / totalWeight,
  }));
  let score = 0;
  for (const line of components) score += line.points;
  return { score, score100: toScore100(score), components, missing };
}

/** −3…3 as 0…100, linear. */
function toScore100(score: number): number {
  return Math.min(100, Math.max(0, ((score + MAX_VALUE) / (2 * MAX_VALUE)) * 100));
}
