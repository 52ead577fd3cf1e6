import { expect, test } from 'vitest';
import { SharedFrame } from '../../server/sessions/shared-frame.ts';

test('SharedFrame encodes at most once a codec, and not before it is asked', () => {
  let reads = 0;
  const message = {
    get type() {
      reads++;
      return 'ok';
    },
  };
  const frame = new SharedFrame(message);
  expect(reads).toBe(0);
  const json = frame.encoded('json');
  const readsForJSON = reads;
  expect(json).toBe('{"type":"ok"}');
  expect(frame.encoded('json')).toBe(json);
  expect(reads).toBe(readsForJSON);
  const msgpack = frame.encoded('msgpack');
  const readsForBoth = reads;
  expect(frame.encoded('msgpack')).toBe(msgpack);
  expect(reads).toBe(readsForBoth);
});
