// The share of one part: `[first(n), last(n))` of n elements, in whole cache lines.

const LINE = 16;

@inline
function chunk(n: i32, parts: i32, grain: i32): i32 {
  const each = (n + parts - 1) / parts;
  return ((each + grain - 1) / grain) * grain;
}

@inline
export function first(n: i32, part: i32, parts: i32, grain: i32 = LINE): i32 {
  return min(n, part * chunk(n, parts, grain));
}

@inline
export function last(n: i32, part: i32, parts: i32, grain: i32 = LINE): i32 {
  return parts == 1 ? n : min(n, (part + 1) * chunk(n, parts, grain));
}
