/**
 * What it costs to run a small script in the sandbox, against the same function called inline, and against an isolate
 * made for each call (what the warm realm saves). Run with `node bench/sandbox.ts`; needs nothing else.
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { createSandbox } from '../src/sandbox/pool.ts';
import type { Sandbox, SandboxCall } from '../src/sandbox/sandbox.ts';

const WARM_UP = 2000;
const CALLS = 20_000;
const CONCURRENCY = 64;
const VERSIONS = 1000;
const PLAIN_HANDLERS = 200;
const UPSTREAM_MS = 1000;

const BODY = `return {
  code: 200,
  user: { id: input.user.id, name: input.user.first + ' ' + input.user.last },
  items: input.items.filter((item) => item.count > 0).map((item) => ({ sku: item.sku, total: item.count * item.price })),
}`;
/** What `BODY` does. */
const EXPRESSION = `{
  "code": 200,
  "user": user.{ "id": id, "name": first & " " & last },
  "items": items[count > 0].{ "sku": sku, "total": count * price }
}`;
const SMALL = '{ "sum": $sum(items.(count * price)) }';
const INPUT = JSON.stringify({
  user: { id: 7, first: 'Ada', last: 'Lovelace' },
  items: Array.from({ length: 5 }, (_, i) => ({ sku: `S-${i}`, count: i, price: 9.5 })),
});

interface Line {
  readonly what: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly perSecond: number;
}

async function measure(what: string, calls: number, call: () => unknown): Promise<Line> {
  for (let i = 0; i < Math.min(calls, WARM_UP); i++) await call();
  const times: number[] = [];
  for (let i = 0; i < calls; i++) {
    const began = performance.now();
    await call();
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  let left = calls;
  const began = performance.now();
  const worker = async (): Promise<void> => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  const seconds = (performance.now() - began) / 1000;
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
  return { what, p50Ms: at(0.5), p99Ms: at(0.99), perSecond: calls / seconds };
}

interface Input {
  readonly user: { readonly id: number; readonly first: string; readonly last: string };
  readonly items: readonly { readonly sku: string; readonly count: number; readonly price: number }[];
}

function inline(): string {
  const input = JSON.parse(INPUT) as Input;
  return JSON.stringify({
    code: 200,
    user: { id: input.user.id, name: `${input.user.first} ${input.user.last}` },
    items: input.items.filter(({ count }) => count > 0).map(({ sku, count, price }) => ({ sku, total: count * price })),
  });
}

const WAIT = `const get = (c) => c.request({ url: 'http://a' }); get(ctx); return 1`;

function sandboxCall(prefix: string, body = BODY): SandboxCall {
  const source = `${prefix}function handler(ctx, input) { ${body} }`;
  return {
    script: { name: 'bench', version: source, source, language: 'js' },
    ...{ input: INPUT, trx: 'TRX', logId: 'log', timeoutMs: 60_000 },
    host: {
      call: async () => {
        await delay(UPSTREAM_MS);
        return 'null';
      },
      log: () => undefined,
      warn: () => undefined,
      begunAnew: () => undefined,
      logsDropped: () => undefined,
    },
  };
}

function transformCall(source: string): SandboxCall {
  return { ...sandboxCall(''), script: { name: 'bench', version: source, source, language: 'jsonata' } };
}

/** Milliseconds until so many calls at once, of so many versions, that each wait for a second have ended. */
async function together(
  sandbox: Sandbox,
  count: number,
  versions: number,
  kind: string,
  body: string,
): Promise<number> {
  const began = performance.now();
  const of = (index: number): SandboxCall => sandboxCall(`/* ${index % versions} */ ${kind}`, body);
  await Promise.all(Array.from({ length: count }, (_, index) => sandbox.run(of(index))));
  return performance.now() - began;
}

async function freshIsolates(): Promise<Line> {
  const { default: vm } = await import('isolated-vm');
  return measure('a fresh isolate per call', 300, async () => {
    const isolate = new vm.Isolate({ memoryLimit: 64 });
    const context = await isolate.createContext();
    await context.evalClosure(`return JSON.stringify(((input) => { ${BODY} })(JSON.parse($0)))`, [INPUT]);
    isolate.dispose();
  });
}

if (process.execArgv.includes('--no-node-snapshot')) {
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const sandbox = createSandbox({ processes: availableParallelism(), memoryBytes: 2 ** 28, log: silent });
  let turn = 0;
  const lines = [
    await measure('inline', CALLS, inline),
    await measure('sandbox, plain handler', CALLS, () => sandbox.run(sandboxCall(''))),
    await measure('sandbox, async handler', CALLS, () => sandbox.run(sandboxCall('async '))),
    await measure('sandbox, a small transform', CALLS, () => sandbox.run(transformCall(SMALL))),
    await measure('sandbox, a transform', CALLS, () => sandbox.run(transformCall(EXPRESSION))),
    await measure(`${VERSIONS} versions in turn`, CALLS, () => sandbox.run(sandboxCall(`/* ${turn++ % VERSIONS} */`))),
    await measure('a version for the first time', 1000, () => sandbox.run(sandboxCall(`/* new ${turn++} */`))),
    await freshIsolates(),
  ];
  const waits = [];
  for (const [what, count, versions, kind, body] of [
    [`${PLAIN_HANDLERS} plain handlers`, PLAIN_HANDLERS, 1, '', `ctx.request({ url: 'http://a' }); return 1`],
    [`${PLAIN_HANDLERS} plain handlers whose calls are in inner functions`, PLAIN_HANDLERS, 1, '', WAIT],
    [`${VERSIONS} async versions`, VERSIONS, VERSIONS, 'async ', `await ctx.request({ url: 'http://a' }); return 1`],
  ] as const) {
    await together(sandbox, count, versions, kind, body);
    const ms = await together(sandbox, count, versions, kind, body);
    waits.push(`${what}, each waiting for 1 s: ${(ms / 1000).toFixed(2)} s`);
  }
  await sandbox.close();
  console.log(`${availableParallelism()} cores, ${CALLS} calls; per second with ${CONCURRENCY} at once`);
  for (const { what, p50Ms, p99Ms, perSecond } of lines) {
    console.log(
      `${what.padEnd(30)} p50 ${p50Ms.toFixed(3)} ms  p99 ${p99Ms.toFixed(3)} ms  ${Math.round(perSecond)}/s`,
    );
  }
  for (const line of waits) console.log(line);
} else {
  // isolated-vm in this very process, for the last line, needs this.
  spawnSync(process.execPath, ['--no-node-snapshot', import.meta.filename], { stdio: 'inherit' });
}
