import type { ComponentValue, MetricComponent, ScoreComponent, ScoreInput } from './component.js';
import { curveValue } from './curves.js';

/** A component's result for a market; null without data. */
export function measureComponent(
  component: ScoreComponent,
  { metrics, levels }: ScoreInput,
): ComponentValue | null {
  if ('ofLevels' in component) return levels === null ? null : component.ofLevels(levels);
  const [first = NaN, second = NaN, third = NaN, fourth = NaN] = component.needs.map(
    (name) => metrics[name] ?? NaN,
  );
  const raw = component.raw === undefined ? first : component.raw(first, second, third, fourth);
  const value = valueOf(component, raw, first, second, third, fourth);
  return Number.isNaN(raw) || Number.isNaN(value) ? null : { raw, value };
}

/** The worth of a raw value; NaN without data. */
export function valueOf(
  { value }: MetricComponent,
  raw: number,
  first: number,
  second: number,
  third: number,
  fourth: number,
): number {
  return typeof value === 'function' ? value(raw, first, second, third, fourth) : curveValue(value, raw);
}
