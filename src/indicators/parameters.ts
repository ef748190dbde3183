import type { ChoiceParameter, IndicatorSpec, NumberParameter, ParameterValues } from './catalogue.js';

/**
 * All parameters of a row, with defaults filled in.
 * @throws {TypeError} a value of the wrong type. @throws {RangeError} an unknown name, or a value out of
 * range.
 */
export function resolveParameters(spec: IndicatorSpec, given: ParameterValues = {}): ParameterValues {
  const names = spec.parameters.map((parameter) => parameter.name);
  for (const name of Object.keys(given)) {
    if (!names.includes(name)) {
      const known = names.length > 0 ? names.join(', ') : 'none';
      throw new RangeError(`Expected a parameter of ${spec.id} (${known}), got "${name}".`);
    }
  }
  return Object.fromEntries(
    spec.parameters.map((parameter) => [
      parameter.name,
      checkValue(spec.id, parameter, given[parameter.name] ?? parameter.default),
    ]),
  );
}

function checkValue(
  id: string,
  parameter: NumberParameter | ChoiceParameter,
  value: number | string,
): number | string {
  const where = `\`${parameter.name}\` of ${id}`;
  if ('choices' in parameter) {
    if (typeof value === 'string' && parameter.choices.includes(value)) return value;
    throw new RangeError(`Expected ${where} to be one of ${parameter.choices.join(', ')}, got ${value}.`);
  }
  if (typeof value !== 'number') {
    throw new TypeError(`Expected ${where} to be a number, got ${typeof value} "${value}".`);
  }
  const { min, max, isInteger } = parameter;
  if (value >= min && value <= max && (!isInteger || Number.isInteger(value))) return value;
  throw new RangeError(
    `Expected ${where} to be ${isInteger ? 'an integer' : 'a number'} from ${min} to ${max}, got ${value}.`,
  );
}
