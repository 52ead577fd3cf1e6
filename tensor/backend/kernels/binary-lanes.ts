// Operations of BINARY and BINARY_I32 that no vector instruction has: a lane at a time.

// In float64 where rounding the quotient first would give a neighbouring integer.

@inline
function floorDiv1(a: f32, b: f32): f32 {
  return <f32>Math.floor(<f64>a / <f64>b);
}

@inline
function mod1(a: f32, b: f32): f32 {
  const r = Mathf.mod(a, b);
  return a < 0 == b < 0 ? r : Mathf.mod(r + b, b);
}

@inline
function pow1(a: f32, b: f32): f32 {
  return b == 2 ? a * a : Mathf.pow(a, b);
}

@inline
function atan1(a: f32, b: f32): f32 {
  return <f32>Math.atan2(a, b);
}

@unmanaged
export class FloorDiv {
  @inline v(a: v128, b: v128): v128 {
    return f32x4(
      floorDiv1(f32x4.extract_lane(a, 0), f32x4.extract_lane(b, 0)),
      floorDiv1(f32x4.extract_lane(a, 1), f32x4.extract_lane(b, 1)),
      floorDiv1(f32x4.extract_lane(a, 2), f32x4.extract_lane(b, 2)),
      floorDiv1(f32x4.extract_lane(a, 3), f32x4.extract_lane(b, 3)),
    );
  }
}

@unmanaged
export class Mod {
  @inline v(a: v128, b: v128): v128 {
    return f32x4(
      mod1(f32x4.extract_lane(a, 0), f32x4.extract_lane(b, 0)),
      mod1(f32x4.extract_lane(a, 1), f32x4.extract_lane(b, 1)),
      mod1(f32x4.extract_lane(a, 2), f32x4.extract_lane(b, 2)),
      mod1(f32x4.extract_lane(a, 3), f32x4.extract_lane(b, 3)),
    );
  }
}

@unmanaged
export class Pow {
  @inline v(a: v128, b: v128): v128 {
    return f32x4(
      pow1(f32x4.extract_lane(a, 0), f32x4.extract_lane(b, 0)),
      pow1(f32x4.extract_lane(a, 1), f32x4.extract_lane(b, 1)),
      pow1(f32x4.extract_lane(a, 2), f32x4.extract_lane(b, 2)),
      pow1(f32x4.extract_lane(a, 3), f32x4.extract_lane(b, 3)),
    );
  }
}

@unmanaged
export class Atan2 {
  @inline v(a: v128, b: v128): v128 {
    return f32x4(
      atan1(f32x4.extract_lane(a, 0), f32x4.extract_lane(b, 0)),
      atan1(f32x4.extract_lane(a, 1), f32x4.extract_lane(b, 1)),
      atan1(f32x4.extract_lane(a, 2), f32x4.extract_lane(b, 2)),
      atan1(f32x4.extract_lane(a, 3), f32x4.extract_lane(b, 3)),
    );
  }
}

/** Division by zero gives 0: what Int32Array makes of an infinity or a NaN. The quotient -2^31 / -1 wraps. */
@inline
function floorDivI1(a: i32, b: i32): i32 {
  return b == 0 ? 0 : <i32>(<i64>Math.floor(<f64>a / <f64>b));
}

@inline
function modI1(a: i32, b: i32): i32 {
  if (b == 0 || b == -1) return 0;
  const r = a % b;
  return r != 0 && r < 0 != b < 0 ? r + b : r;
}

@unmanaged
export class FloorDivI {
  @inline v(a: v128, b: v128): v128 {
    return i32x4(
      floorDivI1(i32x4.extract_lane(a, 0), i32x4.extract_lane(b, 0)),
      floorDivI1(i32x4.extract_lane(a, 1), i32x4.extract_lane(b, 1)),
      floorDivI1(i32x4.extract_lane(a, 2), i32x4.extract_lane(b, 2)),
      floorDivI1(i32x4.extract_lane(a, 3), i32x4.extract_lane(b, 3)),
    );
  }
}

@unmanaged
export class ModI {
  @inline v(a: v128, b: v128): v128 {
    return i32x4(
      modI1(i32x4.extract_lane(a, 0), i32x4.extract_lane(b, 0)),
      modI1(i32x4.extract_lane(a, 1), i32x4.extract_lane(b, 1)),
      modI1(i32x4.extract_lane(a, 2), i32x4.extract_lane(b, 2)),
      modI1(i32x4.extract_lane(a, 3), i32x4.extract_lane(b, 3)),
    );
  }
}
