/** Hands a replay to the person as a file: the bytes that `saveReplay` writes, so that `ludus replay` reads it. */
import type { Replay } from '../../envs/core/replay.ts';
import { serialiseReplay } from '../../envs/core/replay-json.ts';
import { el } from '../ui/dom.ts';

export async function downloadReplay(replay: Replay, name: string): Promise<void> {
  const packed = new Blob([serialiseReplay(replay)]).stream().pipeThrough(new CompressionStream('gzip'));
  const url = URL.createObjectURL(await new Response(packed).blob());
  el('a', { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}
