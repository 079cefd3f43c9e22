import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StepgateError } from '../../src/error.ts';
import { openSandbox } from './open-sandbox.ts';
import type { Ran, RunOptions } from './open-sandbox.ts';

const { run } = openSandbox();

const FAILED = 'a promise that nobody awaited has failed: ';
const HINT = '; await it, or catch what it throws';

/** A gateway that refuses `/fails` at once, never answers `/hangs`, and answers all else. */
const host: NonNullable<RunOptions['host']> = (method, [first]) => {
  if (method === 'step.load') return { found: false };
  if (method !== 'request') return null;
  const { url } = first as { url: string };
  if (url === 'http://a/hangs') return new Promise(() => undefined);
  if (url === 'http://a/fails') throw new StepgateError('110007', 'not reached');
  return { answered: url };
};

async function of(source: string, options: RunOptions = {}): Promise<Ran> {
  return run(source, { host, ...options });
}

function outcomeOf(ran: Ran): unknown {
  return ran.kind === 'value' ? (JSON.parse(ran.json) as unknown) : [ran.kind, ran.kind === 'break' ? '' : ran.code];
}

describe('a promise that nobody awaits', () => {
  for (const [what, source, warnings, outcome = 1] of [
    [
      'fails in an async handler before it returns',
      `async function handler(ctx) {
  (async () => { throw new Error('lost') })();
  return 1;
}`,
      [`${FAILED}Error: lost (line 2, column 24)${HINT}`],
    ],
    [
      'fails in a plain handler',
      `function handler(ctx) {
  Promise.reject(new TypeError('lost'));
  return 1;
}`,
      [`${FAILED}TypeError: lost (line 2, column 18)${HINT}`],
    ],
    [
      'fails while the handler waits',
      `async function handler(ctx) {
  ctx.sleep(0).then(() => null.x);
  await ctx.sleep(0);
  await ctx.sleep(0);
  return 1;
}`,
      [`${FAILED}TypeError: Cannot read properties of null (reading 'x') (line 2, column 32)${HINT}`],
    ],
    [
      'is a request that fails',
      `async function handler(ctx) {
  ctx.request({ url: 'http://a/fails' });
  await ctx.request({ url: 'http://a/after' });
  return 1;
}`,
      [`${FAILED}Error: not reached (line 2, column 7)${HINT}`],
    ],
    [
      'is a step that fails',
      `async function handler(ctx) {
  ctx.step('pay', async () => { throw 'no money' });
  await ctx.request({ url: 'http://a/after' });
  return 1;
}`,
      [`${FAILED}the script threw "no money"${HINT}`],
    ],
    [
      'fails with an object that is no error',
      `async function handler(ctx) {
  Promise.reject({ why: 'lost' });
  return 1;
}`,
      [`${FAILED}the script threw an object that is no Error${HINT}`],
    ],
    [
      'is a request that is under way at the return',
      `async function handler(ctx) {
  ctx.request({ url: 'http://a/hangs' });
  return 1;
}`,
      [
        'ctx.request was still under way when the handler returned, and was given up (line 2, column 7); await its promise',
      ],
    ],
    [
      'is a step that is under way at the return, with a request in it',
      `async function handler(ctx) {
  ctx.step('pay', () => ctx.request({ url: 'http://a/hangs' }));
  await ctx.request({ url: 'http://a/after' });
  return 1;
}`,
      [
        'ctx.step "pay" was still under way when the handler returned, and was given up (line 2, column 7); await its promise',
      ],
    ],
    [
      'is a step of a plain handler',
      `function handler(ctx) {
  ctx.step('pay', async () => { await null; ctx.request({ url: 'http://a/ok' }) });
  return 1;
}`,
      [
        'ctx.step "pay" was still under way when the handler returned, and was given up (line 2, column 7); await its promise',
        `${FAILED}Error: the call has ended: nothing that the script still does has an effect (line 2, column 49)${HINT}`,
      ],
    ],
    [
      'fails beside an error that ends the call',
      `async function handler(ctx) {
  Promise.reject(new Error('lost'));
  throw new Error('told');
}`,
      [`${FAILED}Error: lost (line 2, column 18)${HINT}`],
      ['error', '110002'],
    ],
    [
      'fails before it is awaited, and ends the call',
      `async function handler(ctx) {
  const early = ctx.request({ url: 'http://a/fails' });
  await ctx.request({ url: 'http://a/after' });
  await early;
}`,
      [],
      ['error', '110007'],
    ],
    [
      'is caught',
      `async function handler(ctx) {
  ctx.request({ url: 'http://a/fails' }).catch(() => {});
  Promise.reject(1).catch(() => {});
  await Promise.allSettled([ctx.request({ url: 'http://a/fails' }), Promise.reject(2)]);
  await ctx.step('a', async () => { throw 1 }).catch(() => {});
  return 1;
}`,
      [],
    ],
    [
      'ends the run with ctx.break',
      `async function handler(ctx) {
  (async () => { ctx.break('enough') })();
  return 1;
}`,
      [],
      ['break', ''],
    ],
  ] as const) {
    it(`${what}: ${warnings.length === 0 ? 'no warning' : 'a warning with the line'}`, async () => {
      const ran = await of(source);
      assert.deepEqual([ran.warnings, outcomeOf(ran)], [warnings, outcome]);
    });
  }

  it('leaves at most 20 warnings of a call, each once', async () => {
    const ran = await of(`async function handler(ctx) {
      for (let i = 0; i < 100; i++) { Promise.reject(new Error('lost ' + i)); await ctx.sleep(0) }
    }`);
    assert.equal(ran.warnings.length, 20);
    const again = await of(`async function handler(ctx) {
      for (let i = 0; i < 10; i++) { Promise.reject(new Error('lost')); await ctx.sleep(0) }
    }`);
    assert.equal(again.warnings.length, 1);
  });

  it('holds up no outcome, whatever the script goes on with', async () => {
    const ran = await of(
      'async function handler() { (async () => { for (let i = 0; i < 9; i++) await null; for (;;); })(); return 1 }',
      {
        timeoutMs: 10_000,
      },
    );
    assert.equal(outcomeOf(ran), 1);
  });
});
