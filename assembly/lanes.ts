// Arithmetic on four markets at once or on one, from the same source: `V` is v128 in the simd build, f32 in the
// scalar one. A row of any column is four float32, one per market (lane) of a block:
//
//   column + 0     bar 0:  market 0 | market 1 | market 2 | market 3
//   column + 16    bar 1:  market 0 | market 1 | market 2 | market 3
//
// v128 reads a whole row; f32 reads one lane, at addresses 0, 4, 8 or 12 bytes further. Nothing ever moves between
// lanes, so a market's bits do not depend on its neighbours.

/** Address of bar `t` in a column. */
export function row(column: usize, t: i32): usize {
  return column + ((t as usize) << 4);
}

export function read<V>(address: usize): V {
  if (isVector<V>()) return v128.load(address);
  return load<f32>(address);
}

export function write<V>(address: usize, value: V): void {
  if (isVector<V>()) v128.store(address, value);
  else store<f32>(address, value);
}

/** The same value in every lane. */
export function splat<V>(value: f32): V {
  if (isVector<V>()) return f32x4.splat(value);
  return value;
}

/**
 * A constant that is read where it is used. four: its address in the simd build, one copy per lane; the scalar build
 * keeps none in memory, so that the JavaScript generated from it can share a memory with any wasm.
 */
export function constant<V>(four: usize, value: f32): V {
  if (isVector<V>()) return v128.load(four);
  return value;
}

/** The float32 at an address that all lanes share. */
export function readShared<V>(address: usize): V {
  if (isVector<V>()) return v128.load32_splat(address);
  return load<f32>(address);
}

export function add<V>(a: V, b: V): V {
  if (isVector<V>()) return f32x4.add(a, b);
  return a + b;
}

export function subtract<V>(a: V, b: V): V {
  if (isVector<V>()) return f32x4.sub(a, b);
  return a - b;
}

export function multiply<V>(a: V, b: V): V {
  if (isVector<V>()) return f32x4.mul(a, b);
  return a * b;
}

export function divide<V>(a: V, b: V): V {
  if (isVector<V>()) return f32x4.div(a, b);
  return a / b;
}

export function squareRoot<V>(a: V): V {
  if (isVector<V>()) return f32x4.sqrt(a);
  return sqrt<f32>(a);
}

export function absolute<V>(a: V): V {
  if (isVector<V>()) return f32x4.abs(a);
  return abs<f32>(a);
}

/** b if b < a, otherwise a: one instruction, unlike f32x4.min; `a` if either is NaN. */
export function lesser<V>(a: V, b: V): V {
  if (isVector<V>()) return f32x4.pmin(a, b);
  return b < a ? b : a;
}

/** b if a < b, otherwise a; `a` if either is NaN. */
export function greater<V>(a: V, b: V): V {
  if (isVector<V>()) return f32x4.pmax(a, b);
  return a < b ? b : a;
}

/** `then` in the lanes where a < b, `otherwise` in the others. */
export function ifLess<V>(a: V, b: V, then: V, otherwise: V): V {
  if (isVector<V>()) {
    // Not v128.bitselect, which does the same: it made the correlation take 1.63 ns instead of 1.26 (Node 20, x64).
    const holds = f32x4.lt(a, b);
    return v128.or(v128.and(then, holds), v128.andnot(otherwise, holds));
  }
  return a < b ? then : otherwise;
}

/** `then` in the lanes where a = b, `otherwise` in the others. */
export function ifEqual<V>(a: V, b: V, then: V, otherwise: V): V {
  if (isVector<V>()) return v128.bitselect(then, otherwise, f32x4.eq(a, b));
  return a == b ? then : otherwise;
}

/** 0 in the lanes where value < floor; `value` in the others, NaN included. */
export function unlessBelow<V>(value: V, floor: V): V {
  if (isVector<V>()) return v128.andnot(value, f32x4.lt(value, floor));
  return value < floor ? 0 : value;
}

/** Counts per lane how often a < b: a SIMD comparison yields −1 if true. */
export function tally<V>(count: V, a: V, b: V): V {
  if (isVector<V>()) return i32x4.sub(count, f32x4.lt(a, b));
  return a < b ? count + 1 : count;
}

/** The counts of tally as numbers; tally starts from splat(0). */
export function tallied<V>(count: V): V {
  if (isVector<V>()) return f32x4.convert_i32x4_s(count);
  return count;
}

/** "No value", always with the same bits: 0x7fc00000. */
export function undefinedLanes<V>(): V {
  return splat<V>(f32.NaN);
}
