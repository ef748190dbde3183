import { CATALOGUE } from '../indicators/catalogue.js';
import type { ParameterValues } from '../indicators/catalogue.js';
import type { IndicatorChoice } from '../library/market-indicators.js';
import { nameSuggestion } from '../util/did-you-mean.js';
import { SquallError } from '../util/squall-error.js';

/**
 * The indicators of --only with the parameters of --param; all of them if none is named.
 * @throws {SquallError} USAGE: an unknown indicator, output or parameter.
 */
export function chooseIndicators(
  only: readonly string[] | undefined,
  params: readonly string[],
): IndicatorChoice {
  const given = paramsOf(params);
  const rows = CATALOGUE.filter(
    ({ id, outputs }) =>
      only === undefined ||
      only.some((name) => name === id || outputs.some((output) => output.name === name)),
  );
  for (const name of only ?? []) checkName(name);
  for (const id of Object.keys(given)) {
    if (rows.every((row) => row.id !== id))
      throw usage(
        `--param: ${unknownOf(
          id,
          rows.map((row) => row.id),
        )}`,
      );
  }
  const isWanted = (id: string, output: string): boolean =>
    only === undefined || only.includes(id) || only.includes(output);
  return {
    rows: rows.map(({ id }) => (id in given ? { id, params: given[id] } : { id })),
    outputs: rows.flatMap(({ id, outputs }) =>
      outputs.flatMap(({ name }) => (isWanted(id, name) ? [name] : [])),
    ),
  };
}

function checkName(name: string): void {
  const known = CATALOGUE.flatMap(({ id, outputs }) => [id, ...outputs.map((output) => output.name)]);
  if (!known.includes(name)) throw usage(`--only: ${unknownOf(name, [...new Set(known)])}`);
}

function unknownOf(name: string, known: readonly string[]): string {
  const near = nameSuggestion(name, known) || `; known: ${known.join(', ')}`;
  return `unknown indicator ${JSON.stringify(name)}${near}`;
}

/** `rsi.period=9` */
function paramsOf(texts: readonly string[]): Record<string, ParameterValues> {
  const params: Record<string, Record<string, number | string>> = {};
  for (const text of texts) {
    const [, id, name, value] = /^(\w+)\.(\w+)=(.+)$/.exec(text) ?? [];
    if (id === undefined) {
      throw usage(
        `--param: expected indicator.parameter=value, such as rsi.period=9, got ${JSON.stringify(text)}`,
      );
    }
    const number = Number(value);
    params[id] = { ...params[id], [name]: Number.isFinite(number) ? number : value };
  }
  return params;
}

function usage(message: string): SquallError {
  return new SquallError('USAGE', message);
}
