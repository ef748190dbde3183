import { CATALOGUE } from '../indicators/catalogue.js';
import { resolveParameters } from '../indicators/parameters.js';

const BARS_NEEDED: ReadonlyMap<string, number> = new Map(
  CATALOGUE.flatMap((row) =>
    row.outputs.map(({ name }) => [name, row.lookback(resolveParameters(row)) + 1] as const),
  ),
);

/**
 * Bars that a market must have before an output of the catalogue, with its default parameters, has a value.
 */
export function barsNeeded(output: string): number {
  const bars = BARS_NEEDED.get(output);
  if (bars === undefined)
    throw new RangeError(`Expected an output of the catalogue, got ${JSON.stringify(output)}`);
  return bars;
}
