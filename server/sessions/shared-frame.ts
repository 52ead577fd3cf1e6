/** A message for many readers: encoded when the first reader of a codec needs it, and never again. */
import { type CodecName, codecOf, type WireFrame } from '../protocol/codec.ts';

export class SharedFrame<Message> {
  readonly message: Message;
  #msgpack: WireFrame | null = null;
  #json: WireFrame | null = null;

  constructor(message: Message) {
    this.message = message;
  }

  encoded(codec: CodecName): WireFrame {
    if (codec === 'json') {
      this.#json ??= codecOf('json').encode(this.message);
      return this.#json;
    }
    this.#msgpack ??= codecOf('msgpack').encode(this.message);
    return this.#msgpack;
  }
}
