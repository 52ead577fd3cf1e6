/**
 * The console's 64 colours as a screen shows them.
 *
 * Source: the levels of the 2C02's composite signal (https://www.nesdev.org/wiki/NTSC_video), twelve samples a colour, decoded to
 * Y, I and Q, with a saturation of 1.7. Screens differ; emulators do too.
 */

const RGB = [
  '5d5d5d 002489 0f0ead 3600a9 58007e 6b003a 690300 511700',
  '2d2f00 074200 004c00 004a04 003b48 000000 000000 000000',
  'a8a8a8 0c58e6 3937ff 711dff a111d6 bc1477 b82716 984500',
  '646700 2d8300 049100 008d27 00788b 000000 000000 000000',
  'ffffff 55aaff 8986ff c569ff f85cff ff60cc ff7561 ee9610',
  'b7ba00 7cd800 4ce71d 33e275 36cce1 464646 000000 000000',
  'ffffff b7dcff cdccff e7c0ff fcbaff ffbcea ffc5bc f8d397',
  'e1e283 c8ef85 b3f59d a8f3c5 a9eaf3 b0b0b0 000000 000000',
].join(' ');

/** [64, 3] uint8: red, green, blue. */
export const NES_PALETTE: Uint8Array = Uint8Array.from(
  RGB.split(' ').flatMap((color) => [0, 2, 4].map((start) => Number.parseInt(color.slice(start, start + 2), 16))),
);

/** [64] uint8: luma by ITU-R BT.601, rounded. */
export const NES_LUMA: Uint8Array = Uint8Array.from({ length: 64 }, (_, color) =>
  Math.round(0.299 * channel(color, 0) + 0.587 * channel(color, 1) + 0.114 * channel(color, 2)),
);

/** [64] as `#rrggbb`, for a scene's indexed picture. */
export const NES_PALETTE_HEX: readonly string[] = Object.freeze(RGB.split(' ').map((color) => `#${color}`));

function channel(color: number, index: number): number {
  return NES_PALETTE[3 * color + index]!;
}
