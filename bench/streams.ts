/**
 * What passing a stream through costs, against `@fastify/http-proxy` in the same run: downloads, uploads, event streams.
 * `node bench/streams.ts [MIB [ROUNDS]]`, 1024 MiB and 5 rounds by default; needs nothing else.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { get, request } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { nodeCommand, startChild } from './child.ts';
import type { Child } from './child.ts';
import type { RuleFile } from './documents.ts';
import { startGateway, writeFiles } from './gateway.ts';
import { median, ratios } from './statistics.ts';

const [mib = 1024, rounds = 5] = process.argv.slice(2).map(Number);
const SIZE = mib * 1024 ** 2;
const PIECE = Buffer.alloc(64 * 1024, 'stepgate');
const STREAMS = 1000;

const api = (method: string, rest: object): object => ({ name: 'up', type: 'api', method, ...rest });
const ruleOf = (name: string, method: string, component: object, request_: object = {}): RuleFile => ({
  name,
  method,
  rule: { request: request_, components: [[component]], response: { from: 'up' } },
});
const RULES: RuleFile[] = [
  ruleOf('bytes/:size', 'GET', api('GET', { url: '{var.UPSTREAM}/bytes/{request.params.size}' })),
  ruleOf('events', 'GET', api('GET', { url: '{var.UPSTREAM}/events' })),
  ruleOf('sink', 'POST', api('POST', { url: '{var.UPSTREAM}/sink', dataType: 'raw', input: '{request.body}' }), {
    type: 'raw',
  }),
];

/** MiB per second. */
async function download(url: string): Promise<number> {
  const began = performance.now();
  const [answer] = (await once(get(`${url}/bytes/${SIZE}`, { agent: false }), 'response')) as [IncomingMessage];
  let size = 0;
  for await (const piece of answer) size += (piece as Buffer).length;
  if (size !== SIZE) throw new Error(`${size} of ${SIZE} bytes came`);
  return (mib * 1000) / (performance.now() - began);
}

/** MiB per second. */
async function upload(url: string): Promise<number> {
  const began = performance.now();
  const headers = { 'content-type': 'application/octet-stream', 'content-length': SIZE };
  const sent = request(`${url}/sink`, { method: 'POST', agent: false, headers });
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
  // A refusal comes while pieces are still being sent.
  const refused = answered.then(([{ statusCode }]) => {
    if (statusCode !== 200) throw new Error(`the upload was answered ${statusCode}`);
  });
  for (let left = SIZE; left > 0; left -= PIECE.length)
    if (!sent.write(PIECE)) await Promise.race([once(sent, 'drain'), refused]);
  sent.end();
  const [answer] = await answered;
  let text = '';
  for await (const piece of answer) text += String(piece);
  if (Number(text) !== SIZE) throw new Error(`the upstream took ${text}`);
  return (mib * 1000) / (performance.now() - began);
}

/** The most that the program takes while `work` is done beyond what it took before, MiB. */
async function growth(child: Child, work: () => Promise<unknown>): Promise<number> {
  const before = child.memoryMib();
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, child.memoryMib())), 100);
  await work();
  clearInterval(timer);
  return most - before;
}

async function compare(what: string, measure: (url: string) => Promise<number>): Promise<void> {
  const figures: Record<'gateway' | 'proxy', number[]> = { gateway: [], proxy: [] };
  await measure(`${gateway.url}/ps`);
  await measure(proxy.url);
  for (let round = 0; round < rounds; round++) {
    figures.gateway.push(await measure(`${gateway.url}/ps`));
    figures.proxy.push(await measure(proxy.url));
  }
  // Apart from the times: looking at memory takes some.
  const grown = await growth(gateway, () => measure(`${gateway.url}/ps`));
  const ratio = median(ratios(figures.gateway, figures.proxy));
  const [own, peer] = [median(figures.gateway), median(figures.proxy)];
  console.log(
    `${what} of ${mib} MiB: ${own.toFixed(0)} MiB/s, ${peer.toFixed(0)} MiB/s by the proxy, ratio ${ratio.toFixed(2)}; the gateway's memory rose by ${grown.toFixed(0)} MiB`,
  );
}

/** Milliseconds from writing to reading, of each first event. */
async function firstEvent(): Promise<[late: number, client: ClientRequest]> {
  const client = get(`${gateway.url}/ps/events`, { agent: false }).on('error', () => undefined);
  const [answer] = (await once(client, 'response')) as [IncomingMessage];
  if (answer.statusCode !== 200) throw new Error(`an event stream was answered ${answer.statusCode}`);
  const [piece] = (await once(answer, 'data')) as [Buffer];
  return [Date.now() - Number(/\d+/.exec(piece.toString())?.[0]), client];
}

async function events(): Promise<void> {
  const late: number[] = [];
  const left: number[] = [];
  for (let n = 0; n < 50; n++) {
    const [ms, client] = await firstEvent();
    late.push(ms);
    const now = Date.now();
    client.destroy();
    await delay(150);
    left.push(Number(await (await fetch(`${upstream.url}/left`)).text()) - now);
  }
  const worst = (values: number[]): string => `${median(values)} ms, ${Math.max(...values)} ms at most`;
  console.log(`first event later than the upstream's: ${worst(late)}; the call ended after the client: ${worst(left)}`);
}

async function manyEvents(): Promise<void> {
  const grown = await growth(gateway, async () => {
    const clients = await Promise.all(Array.from({ length: STREAMS }, firstEvent));
    console.log(`${clients.length} event streams at once: each had its first event`);
    for (const [, client] of clients) client.destroy();
  });
  console.log(`for them the gateway's memory rose by ${grown.toFixed(0)} MiB`);
}

const folder = mkdtempSync(path.join(tmpdir(), 'stepgate-streams-'));
writeFiles(folder, RULES);
const upstream = await startChild(nodeCommand('bench/program/streams-upstream.ts'), /(http:\S+)/);
const proxy = await startChild(nodeCommand('bench/program/proxy.ts', [upstream.url]), /(http:\S+)/);
// 1,000 that come in one moment are no reason to refuse some of them.
const env = { STEPGATE_MAX_RUNS: String(STREAMS), STEPGATE_MAX_LAG_MS: '60000' };
const gateway = await startGateway({ folder, upstream: upstream.url, env });
try {
  await compare('download', download);
  await events();
  await manyEvents();
  await compare('upload', upload);
} finally {
  for (const child of [gateway, proxy, upstream]) await child.stop();
  rmSync(folder, { recursive: true });
}
