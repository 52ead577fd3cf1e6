/**
 * A video file being recorded, frame by frame, in the format of one's choice: on disk as it grows, under its name when it is done.
 *
 * GIF and APNG take nothing but Node. MP4 takes `ffmpeg`: the frames are kept losslessly in a temporary APNG beside the video, which ffmpeg
 * turns into the video at the end. (Piping frames to ffmpeg would need the event loop, which a synchronous training loop does not turn,
 * so the frames would pile up in memory.)
 */
import type { Pixels } from '../env.ts';
import { AtomicFile } from '../node-files.ts';
import { nodeModule } from '../platform.ts';
import { ApngEncoder } from './apng.ts';
import { GifEncoder } from './gif.ts';
import type { VideoEncoder, VideoFormat } from './video.ts';

/** Also the files' endings. */
export const VIDEO_TYPES = ['gif', 'apng', 'mp4'] as const;
export type VideoType = (typeof VIDEO_TYPES)[number];

/** Any deflate level gives the same pictures; 6, zlib's own default, is where more time stops to save much. */
const DEFLATE_LEVEL = 6;

interface Zlib {
  deflateSync(bytes: Uint8Array, options: { readonly level: number }): Uint8Array;
}

interface ChildProcess {
  spawnSync(
    command: string,
    args: readonly string[],
    options: { readonly encoding: 'utf8'; readonly windowsHide: true },
  ): { readonly status: number | null; readonly stderr: string; readonly error?: Error };
}

const DOING = 'record a video';

/** Throws an `Error` where videos of this type cannot be made here. */
export function checkVideoType(type: VideoType): void {
  if (type !== 'mp4') return;
  const { error, status } = ffmpeg(['-version']);
  if (error === undefined && status === 0) return;
  throw new Error(
    `Cannot ${DOING} as mp4: it takes ffmpeg on the PATH, which ${error?.message ?? `exits with status ${status}`}. ` +
      "Install ffmpeg, or record as 'gif' or 'apng', which take no other software.",
  );
}

export class VideoFile {
  /** Where the video will be, absolute. */
  readonly path: string;
  readonly #type: VideoType;
  readonly #file: AtomicFile;
  readonly #encoder: VideoEncoder;

  /** @param path without the ending. Throws an `Error` where the file cannot be written. */
  constructor(path: string, type: VideoType, format: VideoFormat) {
    this.#type = type;
    this.#file = new AtomicFile(`${path}.${type}`, DOING);
    this.path = this.#file.path;
    this.#encoder =
      type === 'gif' ? new GifEncoder(this.#file, format) : new ApngEncoder(this.#file, format, deflate());
  }

  get frames(): number {
    return this.#encoder.frames;
  }

  /** Throws `RangeError` on a frame of another size, `Error` where it cannot be written; the file is discarded then. */
  add(pixels: Pixels): void {
    this.#orDiscard(() => this.#encoder.add(pixels));
  }

  /** Ends the video and gives the file its name. Throws as `add` does. */
  finish(): void {
    this.#orDiscard(() => {
      this.#encoder.finish();
      if (this.#type === 'mp4') this.#transcode();
      this.#file.commit();
    });
  }

  discard(): void {
    this.#file.discard();
  }

  #orDiscard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#file.discard();
      throw error;
    }
  }

  /** The APNG that was written becomes the MP4, under the same partial name. */
  #transcode(): void {
    const from = this.#file.partialPath;
    const to = `${from}.mp4`;
    // Sides of an odd number of pixels are padded: the common pixel format halves the colours' resolution.
    const even = 'pad=ceil(iw/2)*2:ceil(ih/2)*2';
    const args = ['-y', '-v', 'error', '-f', 'apng', '-i', from, '-vf', even, '-pix_fmt', 'yuv420p'];
    const { status, stderr, error } = ffmpeg([...args, '-movflags', '+faststart', '-f', 'mp4', to]);
    if (status === 0) {
      this.#file.replaceBy(to);
      return;
    }
    throw new Error(
      `Cannot ${DOING} at ${this.path}: ffmpeg says ${JSON.stringify((error?.message ?? stderr).trim().slice(0, 300))}. ` +
        "Correct that, or record as 'gif' or 'apng'.",
    );
  }
}

function deflate(): (bytes: Uint8Array) => Uint8Array {
  const { deflateSync } = nodeModule<Zlib>('node:zlib')!; // where there are files, there is zlib
  return (bytes) => deflateSync(bytes, { level: DEFLATE_LEVEL });
}

function ffmpeg(args: readonly string[]): ReturnType<ChildProcess['spawnSync']> {
  const processes = nodeModule<ChildProcess>('node:child_process');
  if (processes === null) throw new Error(`Cannot ${DOING} as mp4: it takes Node and ffmpeg.`);
  return processes.spawnSync('ffmpeg', args, { encoding: 'utf8', windowsHide: true });
}
