import { Intake } from './given';
import { ingestBlock } from './ingest-block';
import { ingestLane } from './ingest-lane';
import { priceRange } from './price-range';
import { resampleBars } from './resample-bars';

/** The numbers match INGEST in src/kernels/slab/intake.ts. */
function compute<F>(intake: Intake, kernel: i32, lane: i32, count: i32): void {
  switch (kernel) {
    case 0:
      return resampleBars(intake, lane, count);
    case 1:
      return priceRange<F>(intake, lane, count);
    case 2:
      return ingestLane<F>(intake, lane, count);
    case 3:
      return ingestBlock<F>(intake, count);
  }
}

/**
 * Ingests the candles of one lane, or of all four. intake: address of an Intake; count: input bars, or bars to make.
 */
export function ingest(intake: usize, kernel: i32, lane: i32, count: i32): void {
  const given = changetype<Intake>(intake);
  if (given.width == 8) compute<f64>(given, kernel, lane, count);
  else compute<f32>(given, kernel, lane, count);
}
