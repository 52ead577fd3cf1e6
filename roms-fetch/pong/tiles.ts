/**
 * The tile sheet `tiles.txt` as the picture unit reads it: 512 tiles of 16 bytes, for each pixel row the low bits of its eight colours,
 * then, eight bytes on, the high bits (https://www.nesdev.org/wiki/PPU_pattern_tables).
 */

const TILES = 512;
const TILE_BYTES = 16;
const COLORS: Readonly<Record<string, number>> = { '.': 0, '-': 1, '+': 2, '#': 3 };

/**
 * @param sheet rows of tiles, each begun by `@` and its first tile's number (hexadecimal), then eight lines of tiles, eight letters each
 * @throws {SyntaxError} naming the line
 */
export function tilesFromSheet(sheet: string): Uint8Array {
  const bytes = new Uint8Array(TILES * TILE_BYTES); // [tile, plane, row]
  let first = -1;
  let row = 8;
  for (const [index, line] of sheet.split('\n').entries()) {
    if (line.startsWith(';') || line.trim() === '') continue;
    const head = /^@([\da-f]+)/i.exec(line);
    if (head !== null) {
      first = Number.parseInt(head[1]!, 16);
      row = 0;
      continue;
    }
    if (row >= 8)
      throw new SyntaxError(`tiles line ${index + 1}: a row of tiles has eight lines; begin another with @.`);
    for (const [column, pixels] of line.trim().split(/ +/).entries()) {
      if (!/^[.\-+#]{8}$/.test(pixels) || first + column >= TILES) {
        throw new SyntaxError(`tiles line ${index + 1}: a tile's row is eight of . - + #, got ${pixels}.`);
      }
      const at = (first + column) * TILE_BYTES + row;
      for (const pixel of pixels) {
        const color = COLORS[pixel]!;
        bytes[at] = (bytes[at]! << 1) | (color & 1);
        bytes[at + 8] = (bytes[at + 8]! << 1) | (color >> 1);
      }
    }
    row++;
  }
  return bytes;
}
