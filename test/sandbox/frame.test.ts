import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createFrameReader, createFrameWriter } from '../../src/sandbox/frame.ts';
import type { Frame } from '../../src/sandbox/frame.ts';

const frames = fc.array(
  fc.record({
    op: fc.integer({ min: 0, max: 255 }),
    id: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    // Well-formed text, which is all that JSON.stringify makes.
    fields: fc.array(
      fc.string({ unit: 'binary', maxLength: 300 }).map((text) => text.toWellFormed()),
      { maxLength: 5 },
    ),
  }),
  { maxLength: 20 },
);

async function bytesOf(sent: readonly Frame[]): Promise<Buffer> {
  const pipe = new PassThrough();
  const write = createFrameWriter(pipe);
  for (const { op, id, fields } of sent) write(op, id, ...fields);
  await new Promise(setImmediate);
  pipe.end();
  return Buffer.concat(await pipe.toArray());
}

describe('frames', () => {
  it('arrive as they were sent, however the pipe cuts them', async () => {
    await fc.assert(
      fc.asyncProperty(frames, fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }), async (sent, cuts) => {
        const bytes = await bytesOf(sent);
        const received: Frame[] = [];
        const read = createFrameReader((frame) => received.push(frame));
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const size = cuts[i % cuts.length] ?? 1;
          read(bytes.subarray(at, at + size));
          at += size;
        }
        assert.deepEqual(
          received,
          sent.map((frame) => ({ ...frame })),
        );
      }),
    );
  });

  it('that no process would send are refused', () => {
    const read = createFrameReader(() => assert.fail());
    assert.throws(() => read(Buffer.from([255, 255, 255, 255])), /a frame of 4294967295 bytes/);
    const inner = Buffer.from([13, 0, 0, 0, 1, 0, 0, 0, 0, 255, 255, 0, 0, 65, 65, 65, 65]);
    assert.throws(() => createFrameReader(() => assert.fail())(inner));
  });
});
