// The geometry G of image commands (opcodes.ts), loaded once a part.

export let batch: i32 = 0;
export let height: i32 = 0;
export let width: i32 = 0;
export let channels: i32 = 0;
export let outHeight: i32 = 0;
export let outWidth: i32 = 0;
export let outChannels: i32 = 0;
export let filterHeight: i32 = 0;
export let filterWidth: i32 = 0;
export let strideHeight: i32 = 0;
export let strideWidth: i32 = 0;
export let dilationHeight: i32 = 0;
export let dilationWidth: i32 = 0;
export let padTop: i32 = 0;
export let padLeft: i32 = 0;
export let multiplier: i32 = 0;

export function loadGeometry(words: usize): void {
  batch = load<i32>(words);
  height = load<i32>(words, 4);
  width = load<i32>(words, 8);
  channels = load<i32>(words, 12);
  outHeight = load<i32>(words, 16);
  outWidth = load<i32>(words, 20);
  outChannels = load<i32>(words, 24);
  filterHeight = load<i32>(words, 28);
  filterWidth = load<i32>(words, 32);
  strideHeight = load<i32>(words, 36);
  strideWidth = load<i32>(words, 40);
  dilationHeight = load<i32>(words, 44);
  dilationWidth = load<i32>(words, 48);
  padTop = load<i32>(words, 52);
  padLeft = load<i32>(words, 56);
  multiplier = load<i32>(words, 60);
}
