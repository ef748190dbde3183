// Volumes are never negative, so their float32 bits order like integers; compared as integers, NaN (a bar before the
// market's first) is simply larger than every volume and cannot contaminate windows that do not contain it.
// `B` is v128 in the simd build, i32 in the scalar one.

export function readBits<B>(address: usize): B {
  if (isVector<B>()) return v128.load(address);
  return load<i32>(address);
}

export function writeBits<B>(address: usize, value: B): void {
  if (isVector<B>()) v128.store(address, value);
  else store<i32>(address, value);
}

export function splatBits<B>(value: i32): B {
  if (isVector<B>()) return i32x4.splat(value);
  return value;
}

export function lesserBits<B>(a: B, b: B): B {
  if (isVector<B>()) return i32x4.min_s(a, b);
  return b < a ? b : a;
}

export function greaterBits<B>(a: B, b: B): B {
  if (isVector<B>()) return i32x4.max_s(a, b);
  return a < b ? b : a;
}

export function ifLessBits<B>(a: B, b: B, then: B, otherwise: B): B {
  if (isVector<B>()) return v128.bitselect(then, otherwise, i32x4.lt_s(a, b));
  return a < b ? then : otherwise;
}

/** Mean of the two middle values (the same one twice if the count is odd), written as float32. */
export function writeMiddle<B>(address: usize, a: B, b: B): void {
  if (isVector<B>()) v128.store(address, f32x4.mul(f32x4.add(a, b), f32x4.splat(0.5)));
  else store<f32>(address, (reinterpret<f32>(a) + reinterpret<f32>(b)) * 0.5);
}
