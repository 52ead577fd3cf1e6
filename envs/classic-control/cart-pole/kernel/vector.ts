// Two float64 at a time, by names short enough to read an equation in.
//
// A constant is loaded from memory, never written as one: V8 makes a vector constant anew wherever it is used, by way of a
// general register and two shuffles, and a load is a single instruction. It is a tenth to a fifth of the kernel's time.

/** Both lanes the constant at `address`, which `memory.data` gave. */
@inline
export function constant(address: usize): v128 {
  return v128.load_splat<f64>(address);
}

@inline
export function add(a: v128, b: v128): v128 {
  return f64x2.add(a, b);
}

@inline
export function sub(a: v128, b: v128): v128 {
  return f64x2.sub(a, b);
}

@inline
export function mul(a: v128, b: v128): v128 {
  return f64x2.mul(a, b);
}

@inline
export function div(a: v128, b: v128): v128 {
  return f64x2.div(a, b);
}

/** `[a[0], b[0]]` */
@inline
export function lower(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 0, 2);
}

/** `[a[1], b[1]]` */
@inline
export function upper(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 1, 3);
}
