import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withProgress } from '../../src/cli/progress.ts';

/** A terminal, or a pipe, and what was written to it. */
function recorded(isTTY: boolean) {
  const written: string[] = [];
  const write = (text: string | Uint8Array): boolean => written.push(String(text)) > 0;
  return { written, out: { isTTY, write } };
}

describe('a progress bar', () => {
  it('grows on a terminal, and is gone when the work is done', async () => {
    const { written, out } = recorded(true);
    const done = await withProgress(
      'importing',
      (advance) => {
        for (let n = 0; n <= 2000; n++) advance(n, 2000);
        return Promise.resolve('done');
      },
      out,
    );
    assert.equal(done, 'done');
    assert.equal(written[0], `\rimporting [${'.'.repeat(24)}] 0 %`);
    assert.equal(written.at(-2), `\rimporting [${'#'.repeat(24)}] 100 %`);
    assert.equal(written.at(-1), '\r\u001B[2K');
    assert.ok(written.length <= 130, 'what looks the same is not drawn again');
  });

  it('is gone when the work fails, too', async () => {
    const { written, out } = recorded(true);
    const failing = withProgress(
      'importing',
      (advance) => {
        advance(1, 2);
        return Promise.reject(new Error('broken'));
      },
      out,
    );
    await assert.rejects(failing, /broken/);
    assert.equal(written.at(-1), '\r\u001B[2K');
  });

  it('is not shown where stderr is no terminal, nor for no work', async () => {
    const piped = recorded(false);
    await withProgress('importing', (advance) => Promise.resolve(advance(1, 2)), piped.out);
    const idle = recorded(true);
    await withProgress('importing', () => Promise.resolve(), idle.out);
    assert.deepEqual([piped.written, idle.written], [[], []]);
  });
});
