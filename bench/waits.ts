/**
 * What runs that wait cost: the memory of the process while they do, a burst of callbacks, how soon a callback wakes its
 * run; and a `foreach` beside as many loops by hand. `node bench/waits.ts [RUNS [ROUNDS]]`, 10,000 runs and 5 rounds by
 * default; needs nothing else.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Agent, request } from 'undici';
import { nodeCommand, startChild } from './child.ts';
import type { RuleFile } from './documents.ts';
import { startGateway, writeFiles } from './gateway.ts';
import { median, ratios } from './statistics.ts';

const [count = 10_000, rounds = 5] = process.argv.slice(2).map(Number);
/** So many requests are under way at a time: so many connections. */
const CLIENTS = 100;
const CONCURRENCY = 50;
const ALONE = 50;

const api = (name: string, url: string, input: object): object => ({ name, type: 'api', method: 'POST', url, input });
const RULES: RuleFile[] = [
  {
    name: 'waits',
    method: 'POST',
    rule: {
      components: [
        [api('start', '{var.UPSTREAM}/start', { callback: '{callback.pay}' })],
        [{ name: 'pay', type: 'wait', for: 'callback', outputName: 'pay' }],
        [api('last', '{var.UPSTREAM}/last', { url: '{pay.url}' })],
      ],
    },
  },
  {
    name: 'loop',
    method: 'POST',
    rule: {
      timeout: 600,
      components: [
        [
          {
            ...api('each', '{var.ECHO}/echo', { line: '{line}' }),
            ...{ foreach: '{request.body.lines}', as: 'line', concurrency: CONCURRENCY, maxItems: count },
            outputName: 'each',
          },
        ],
      ],
      response: { body: { last: '{each}' } },
    },
  },
];

/** URLs of callbacks that were handed out and not called back yet. */
const handedOut: string[] = [];
/** When runs went on, by the URL that they were called back at. */
const wentOn = new Map<string, number>();

/** The upstream of the runs that wait. */
const upstream = createServer((incoming, response) => {
  void (async () => {
    const sent = JSON.parse(await text(incoming)) as { readonly callback?: string; readonly url?: string };
    if (sent.callback !== undefined) handedOut.push(sent.callback);
    if (sent.url !== undefined) wentOn.set(sent.url, performance.now());
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  })();
});

const dispatcher = new Agent({ connections: CLIENTS, headersTimeout: 600_000, bodyTimeout: 600_000 });

async function post(url: string, body: object): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const answer = await request(url, { method: 'POST', headers, body: JSON.stringify(body), dispatcher });
  await answer.body.dump();
  return answer.statusCode;
}

/** Sends all of them, and says how many were answered so, and how long it took. */
async function sendAll(expected: number, requests: readonly (readonly [url: string, body: object])[]): Promise<number> {
  const began = performance.now();
  const statuses = await Promise.all(requests.map(([url, body]) => post(url, body)));
  const others = statuses.filter((status) => status !== expected);
  if (others.length > 0)
    throw new Error(`${others.length} of ${statuses.length} were answered ${[...new Set(others)].join(', ')}`);
  return performance.now() - began;
}

async function begin(runs: number): Promise<number> {
  return sendAll(
    202,
    Array.from({ length: runs }, () => [`${gateway.url}/ps/waits`, {}] as const),
  );
}

/** All at once; resolves when all of the runs have gone on. */
async function callBack(urls: readonly string[]): Promise<{ readonly takenMs: number; readonly endedMs: number }> {
  const began = performance.now();
  const takenMs = await sendAll(
    200,
    urls.map((url) => [url, { url }] as const),
  );
  while (urls.some((url) => !wentOn.has(url))) await delay(20);
  return { takenMs, endedMs: performance.now() - began };
}

/** Of the gateway's own process, without garbage. */
async function memory(): Promise<{ readonly rss: number; readonly heapUsed: number }> {
  // Logs are written, and what is idle is let go.
  await delay(5000);
  rmSync(memoryFile, { force: true });
  process.kill(gateway.pid, 'SIGUSR2');
  for (;;) {
    await delay(100);
    try {
      return JSON.parse(readFileSync(memoryFile, 'utf8')) as { rss: number; heapUsed: number };
    } catch {
      // Not yet, or not whole.
    }
  }
}

async function waiting(): Promise<void> {
  await begin(count);
  await callBack(handedOut.splice(0));
  const before = await memory();
  const begunMs = await begin(count);
  const after = await memory();
  const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
  console.log(
    `${count} runs wait, after as many that have ended: ${mib(after.rss - before.rss)} MiB beyond ${mib(before.rss)} MiB ` +
      `(heap: ${mib(after.heapUsed - before.heapUsed)} beyond ${mib(before.heapUsed)}); begun at ${((count * 1000) / begunMs).toFixed(0)} a second`,
  );
  const { takenMs, endedMs } = await callBack(handedOut.splice(0));
  console.log(
    `${count} callbacks at once: all taken in ${takenMs.toFixed(0)} ms (${((count * 1000) / takenMs).toFixed(0)} a second), ` +
      `all runs went on after ${endedMs.toFixed(0)} ms`,
  );
}

/** One at a time: how long after its answer the run had gone on. */
async function alone(): Promise<void> {
  const late: number[] = [];
  for (let n = 0; n < ALONE; n++) {
    await begin(1);
    const [url = ''] = handedOut.splice(0);
    await post(url, { url });
    const answered = performance.now();
    while (!wentOn.has(url)) await delay(1);
    late.push((wentOn.get(url) ?? 0) - answered);
  }
  console.log(
    `one callback: its run had made the next call ${median(late).toFixed(1)} ms after the answer, ${Math.max(...late).toFixed(1)} ms at most`,
  );
}

async function loops(): Promise<void> {
  const body = { lines: Array.from({ length: count }, (_, at) => ({ sku: `S-${at}` })), concurrency: CONCURRENCY };
  const perSecond = async (url: string): Promise<number> => (count * 1000) / (await sendAll(200, [[url, body]]));
  const [own, hand] = [`${gateway.url}/ps/loop`, byHand.url];
  const figures: Record<'own' | 'hand', number[]> = { own: [], hand: [] };
  for (const url of [own, hand]) await perSecond(url);
  for (let round = 0; round < rounds; round++) {
    figures.hand.push(await perSecond(hand));
    figures.own.push(await perSecond(own));
  }
  console.log(
    `a foreach of ${count} elements, ${CONCURRENCY} at once: ${median(figures.own).toFixed(0)} calls a second, ` +
      `${median(figures.hand).toFixed(0)} by as many loops by hand, ratio ${median(ratios(figures.own, figures.hand)).toFixed(2)}`,
  );
}

const folder = mkdtempSync(path.join(tmpdir(), 'stepgate-waits-'));
const memoryFile = path.join(folder, 'memory.json');
writeFiles(folder, RULES);
await new Promise<void>((resolve) => upstream.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, resolve));
const upstreamUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
const echo = await startChild(nodeCommand('bench/program/upstream.ts'), /(http:\S+)/);
const byHand = await startChild(nodeCommand('bench/program/loops.ts', [echo.url]), /(http:\S+)/);
const collect = pathToFileURL(path.join(import.meta.dirname, 'program/collect.ts')).href;
const gateway = await startGateway({
  folder,
  upstream: upstreamUrl,
  nodeArgs: ['--expose-gc', '--import', collect],
  // So many that come in one moment are no reason to refuse some of them.
  env: {
    ...{ STEPGATE_VAR_ECHO: echo.url, BENCH_MEMORY_FILE: memoryFile, STEPGATE_MAX_LAG_MS: '60000' },
    ...(process.env.DATABASE_URL !== undefined && { DATABASE_URL: process.env.DATABASE_URL }),
  },
});
try {
  await waiting();
  await alone();
  await loops();
} finally {
  for (const child of [gateway, byHand, echo]) await child.stop();
  upstream.closeAllConnections();
  upstream.close();
  rmSync(folder, { recursive: true });
}
