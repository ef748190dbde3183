import type { FigureName, FigureUnit } from './figures.js';
import { figureOf } from './figures.js';

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `182 MiB`, `1.25 GiB`: three significant digits. */
export function bytesText(bytes: number): string {
  let size = Math.abs(bytes);
  let unit = 0;
  // 1023.6 would be printed as 1024.
  for (; size >= 1023.5 && unit < BYTE_UNITS.length - 1; unit++) size /= 1024;
  const digits = unit === 0 || size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  return `${bytes < 0 ? '-' : ''}${size.toFixed(digits)} ${BYTE_UNITS[unit]}`;
}

function durationText(ms: number): string {
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  return ms < 10_000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(0)} s`;
}

const TEXTS: Readonly<Record<FigureUnit, (value: number) => string>> = {
  percent: (value) => `${value.toFixed(1)} %`,
  bytes: bytesText,
  ms: durationText,
  count: (value) => String(Math.round(value)),
  ratio: (value) => value.toFixed(2),
};

/** A value with its unit: `83.2 %`, `182 MiB`, `12 ms`. */
export function figureText(name: FigureName, value: number): string {
  return TEXTS[figureOf(name).unit](value);
}
