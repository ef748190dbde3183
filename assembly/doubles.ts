// Float64 arithmetic on two numbers at once or on one, from the same source: `D` is v128 or f64. The caller decides
// what the two are: two lanes of a block, or two rows of one market's column.

/** The numbers at an address, of type `F`: f64 or f32. */
export function readAs<D, F>(address: usize): D {
  if (isVector<D>()) {
    if (sizeof<F>() == 8) return v128.load(address);
    return f64x2.promote_low_f32x4(v128.load64_zero(address));
  }
  return load<F>(address) as f64;
}

/** The float64 at an address, in both elements. */
export function readSame<D>(address: usize): D {
  if (isVector<D>()) return v128.load64_splat(address);
  return load<f64>(address);
}

export function writeDoubles<D>(address: usize, value: D): void {
  if (isVector<D>()) v128.store(address, value);
  else store<f64>(address, value);
}

/** As float32, side by side. */
export function writeRounded<D>(address: usize, value: D): void {
  if (isVector<D>()) v128.store64_lane(address, f32x4.demote_f64x2_zero(value), 0);
  else store<f32>(address, value as f32);
}

export function same<D>(value: f64): D {
  if (isVector<D>()) return f64x2.splat(value);
  return value;
}

export function plus<D>(a: D, b: D): D {
  if (isVector<D>()) return f64x2.add(a, b);
  return a + b;
}

export function minus<D>(a: D, b: D): D {
  if (isVector<D>()) return f64x2.sub(a, b);
  return a - b;
}

export function times<D>(a: D, b: D): D {
  if (isVector<D>()) return f64x2.mul(a, b);
  return a * b;
}

export function over<D>(a: D, b: D): D {
  if (isVector<D>()) return f64x2.div(a, b);
  return a / b;
}

export function magnitude<D>(a: D): D {
  if (isVector<D>()) return f64x2.abs(a);
  return abs<f64>(a);
}

/** b if a < b, otherwise a. */
export function larger<D>(a: D, b: D): D {
  if (isVector<D>()) return f64x2.pmax(a, b);
  return a < b ? b : a;
}

/** b if b < a, otherwise a. */
export function smaller<D>(a: D, b: D): D {
  if (isVector<D>()) return f64x2.pmin(a, b);
  return b < a ? b : a;
}

/** Clamped to [−most, most]; NaN stays NaN. */
export function within<D>(a: D, most: f64): D {
  return smaller<D>(larger<D>(a, same<D>(-most)), same<D>(most));
}

/** `then` if a > b, otherwise NaN. */
export function ifMore<D>(a: D, b: D, then: D): D {
  if (isVector<D>()) return v128.bitselect(then, f64x2.splat(NaN), f64x2.gt(a, b));
  return a > b ? then : NaN;
}

/** `then` if a ≥ b, otherwise NaN. */
export function ifAtLeast<D>(a: D, b: D, then: D): D {
  if (isVector<D>()) return v128.bitselect(then, f64x2.splat(NaN), f64x2.ge(a, b));
  return a >= b ? then : NaN;
}

/** Whether no element is NaN. */
export function areNumbers<D>(a: D): bool {
  if (isVector<D>()) return i64x2.all_true(f64x2.eq(a, a));
  return a == a;
}

/** sum + b if `a` is a number, `sum` if it is NaN; sum must not be −0. */
export function plusIfNumber<D>(sum: D, a: D, b: D): D {
  if (isVector<D>()) return f64x2.add(sum, v128.and(b, f64x2.eq(a, a)));
  if (a == a) return sum + b;
  return sum;
}
