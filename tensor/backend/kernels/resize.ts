// RESIZE and RESIZE_GRAD: bilinear or nearest, with tfjs's three ways of laying the output's pixels over the input's.

import { first, last } from './split';

let nearest: bool = false;
let alignCorners: bool = false;
let halfPixel: bool = false;

/** Where output pixel i lies on the input's axis: the pixel at or before it, the one after, and how far between. */
let before: i32 = 0;
let after: i32 = 0;
let fraction: f32 = 0;

function locate(i: i32, size: i32, outSize: i32): void {
  const aligned = alignCorners && outSize > 1;
  const ratio = <f64>(aligned ? size - 1 : size) / <f64>(aligned ? outSize - 1 : outSize);
  if (nearest) {
    const at = halfPixel ? ratio * (<f64>i + 0.5) : ratio * <f64>i;
    const index = <i32>(alignCorners ? Math.floor(at + 0.5) : Math.floor(at));
    before = max(0, min(size - 1, index));
    after = before;
    fraction = 0;
    return;
  }
  const at = halfPixel ? ratio * (<f64>i + 0.5) - 0.5 : ratio * <f64>i;
  before = max(0, <i32>Math.floor(at));
  after = min(size - 1, <i32>Math.ceil(at));
  fraction = <f32>(at - <f64>before);
  if (after <= before) fraction = 0; // off the edge, or on a pixel
}

export function resize(args: usize, part: i32, parts: i32, gradient: bool): void {
  const small = <usize>load<i32>(args + (gradient ? 0 : 4)); // [batch, height, width, channels]
  const large = <usize>load<i32>(args + (gradient ? 4 : 0)); // [batch, outHeight, outWidth, channels]
  const batch = load<i32>(args, 8);
  const height = load<i32>(args, 12);
  const width = load<i32>(args, 16);
  const channels = load<i32>(args, 20);
  const outHeight = load<i32>(args, 24);
  const outWidth = load<i32>(args, 28);
  alignCorners = load<i32>(args, 32) != 0;
  halfPixel = load<i32>(args, 36) != 0;
  nearest = load<i32>(args, 40) != 0;
  const end = last(batch, part, parts, 1);
  for (let b = first(batch, part, parts, 1); b < end; b++) {
    const image = small + ((b * height * width * channels) << 2);
    if (gradient) memory.fill(image, 0, (height * width * channels) << 2);
    let p = large + ((b * outHeight * outWidth * channels) << 2);
    for (let oy = 0; oy < outHeight; oy++) {
      locate(oy, height, outHeight);
      const top = before * width;
      const bottom = after * width;
      const down = fraction;
      for (let ox = 0; ox < outWidth; ox++) {
        locate(ox, width, outWidth);
        const topLeft = image + (((top + before) * channels) << 2);
        const topRight = image + (((top + after) * channels) << 2);
        const bottomLeft = image + (((bottom + before) * channels) << 2);
        const bottomRight = image + (((bottom + after) * channels) << 2);
        const right = fraction;
        for (let c = 0; c < channels << 2; c += 4) {
          if (gradient) {
            const d = load<f32>(p);
            add(topLeft + c, d * (1 - down) * (1 - right));
            if (nearest) {
              p += 4;
              continue;
            }
            add(topRight + c, d * (1 - down) * right);
            add(bottomLeft + c, d * down * (1 - right));
            add(bottomRight + c, d * down * right);
          } else {
            const t = load<f32>(topLeft + c) + (load<f32>(topRight + c) - load<f32>(topLeft + c)) * right;
            const u = load<f32>(bottomLeft + c) + (load<f32>(bottomRight + c) - load<f32>(bottomLeft + c)) * right;
            store<f32>(p, nearest ? load<f32>(topLeft + c) : t + (u - t) * down);
          }
          p += 4;
        }
      }
    }
  }
}

@inline
function add(p: usize, value: f32): void {
  store<f32>(p, load<f32>(p) + value);
}
