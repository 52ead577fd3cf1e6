/** How a console's picture is drawn: one indexed-pixel shape, as wide and as high as the picture. */
import type { Scene } from '../../core/scene.ts';
import { FRAME_HEIGHT, FRAME_WIDTH } from '../core/engine.ts';
import { NES_PALETTE_HEX } from '../core/palette.ts';

/** @param picture [240, 256] uint8, NES colours; the scene keeps it */
export function drawPicture(picture: Uint8Array): Scene {
  const size = { x: 0, y: 0, width: FRAME_WIDTH, height: FRAME_HEIGHT };
  return {
    view: size,
    background: '#000000',
    shapes: [
      {
        type: 'pixels',
        ...size,
        columns: FRAME_WIDTH,
        rows: FRAME_HEIGHT,
        palette: NES_PALETTE_HEX as readonly `#${string}`[],
        indices: picture,
      },
    ],
  };
}
