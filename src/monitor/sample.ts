import type { FigureName, Figures } from './figures.js';
import { FIGURE_NAMES } from './figures.js';

/** All figures at one moment. */
export interface Sample {
  /** UTC ms. */
  readonly atMs: number;
  readonly figures: Figures;
  /** Why a figure is null, by its name. */
  readonly missing: Readonly<Partial<Record<FigureName, string>>>;
}

/** What one source knows now; null figures have their reason in `missing`. */
export interface SourceReading {
  readonly figures: Readonly<Partial<Record<FigureName, number | null>>>;
  readonly missing: Readonly<Partial<Record<FigureName, string>>>;
}

/** A source of figures. Reading must not block the event loop. */
export interface FigureSource {
  readonly names: readonly FigureName[];
  read(): SourceReading | Promise<SourceReading>;
}

/** All these figures are missing for one reason. */
export function missingAll(names: readonly FigureName[], reason: string): SourceReading {
  return {
    figures: {},
    missing: Object.fromEntries(names.map((name) => [name, reason])),
  };
}

/** Thrown by a source when the watched process no longer exists. */
export class ProcessEnded extends Error {
  override readonly name = 'ProcessEnded';
}

/** Reads every source. A failing one costs only its own figures. @throws {ProcessEnded} */
export async function takeSample(sources: readonly FigureSource[], atMs: number): Promise<Sample> {
  const readings = await Promise.all(sources.map(readSource));
  const figures = Object.assign({}, ...readings.map((reading) => reading.figures)) as Partial<Figures>;
  const missing = Object.assign({}, ...readings.map((reading) => reading.missing)) as Sample['missing'];
  const isKnown = (value: number | null | undefined): value is number => Number.isFinite(value);
  return Object.freeze({
    atMs,
    figures: Object.freeze(
      Object.fromEntries(FIGURE_NAMES.map((name) => [name, isKnown(figures[name]) ? figures[name] : null])),
    ) as Figures,
    missing: Object.freeze(
      Object.fromEntries(
        FIGURE_NAMES.filter((name) => !isKnown(figures[name])).map((name) => [
          name,
          missing[name] ?? 'not measured',
        ]),
      ),
    ),
  });
}

async function readSource(source: FigureSource): Promise<SourceReading> {
  try {
    return await source.read();
  } catch (error) {
    if (error instanceof ProcessEnded) throw error;
    return missingAll(source.names, error instanceof Error ? error.message : String(error));
  }
}
