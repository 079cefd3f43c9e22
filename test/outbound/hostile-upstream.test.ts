import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { big, breaks, slow, wrong } from './hostile-answers.ts';
import type { Expected, Hostile } from './hostile-answers.ts';
import { failure, get, testOutbound } from './outbound-under-test.ts';
import { rawUpstream } from './raw-upstream.ts';

const MIB = 1024 * 1024;
const TIMEOUT_MS = 400;

const declared: Record<Expected, { code: string; status: number; retryable: boolean }> = {
  'broken off': { code: '110007', status: 502, retryable: true },
  'time-out': { code: '110007', status: 504, retryable: true },
  refused: { code: '110006', status: 502, retryable: false },
};

function suite(kind: string, table: readonly Hostile[]): void {
  describe(`an upstream that ${kind}`, { concurrency: true }, () => {
    for (const { does, expected, how, says } of table) {
      it(`${does}: ${expected}, and the connection is gone`, async () => {
        const outbound = testOutbound();
        const upstream = await rawUpstream(how);
        // A long time-out where none is expected: a slow machine must not turn a refusal into a time-out.
        const timeoutMs = expected === 'time-out' ? TIMEOUT_MS : 20_000;
        const error = await failure(outbound.send(get(`${upstream.url}/?key=s3cret`, { timeoutMs })));
        const { code, status, retryable } = error;
        assert.deepEqual({ code, status, retryable }, declared[expected], error.message);
        assert.match(error.message, new RegExp(`127\\.0\\.0\\.1:${upstream.port}`));
        assert.doesNotMatch(error.message, /s3cret/);
        if (says) assert.match(error.message, says);
        await upstream.allClosed();
        assert.equal(upstream.accepted, 1, 'nothing is sent again');
        // What the kernel buffers, and not the flood.
        assert.ok(upstream.sent < 48 * MIB, `${upstream.sent} bytes were taken`);
        await upstream.close();
        await outbound.close();
      });
    }
  });
}

suite('breaks off', breaks);
suite('is slow', slow);
suite('sends what is no HTTP', wrong);
suite('sends too much', big);
