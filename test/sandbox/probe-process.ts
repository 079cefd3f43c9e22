/**
 * The process of a probe (probe.ts): sends requests at a steady rate, takes their times, and is the upstream that
 * their rules call.
 */
import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { AGAIN_MS, MAX_AGAIN } from './probe.ts';
import type { ProbeNews, ProbeOrder } from './probe.ts';

const answer = process.argv[2] ?? '';
const agent = new Agent({ keepAlive: true });
const tell = (news: ProbeNews): void => void process.send?.(news);

const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');

let stop: () => Promise<ProbeNews> = () => Promise.resolve({});
process.on('message', (order: ProbeOrder) => {
  if (order === 'end') process.exit();
  else if (order === 'stop') void stop().then(tell);
  else stop = start(order.urls, order.perSecond);
});
// Whoever has started it has been killed.
process.on('disconnect', () => process.exit());
tell({ upstream: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });

function start(urls: readonly string[], perSecond: number): () => Promise<ProbeNews> {
  const times: Record<string, number[]> = Object.fromEntries(urls.map((url) => [url, []]));
  const failed: string[] = [];
  const open = new Set<Promise<void>>();
  let count = 0;
  const beat = (): void => {
    const url = urls[count++ % urls.length] ?? '';
    const began = performance.now();
    const answered = answerTo(url).then(
      (status) => {
        if (status !== 200) failed.push(`${url}: ${status}`);
        times[url]?.push(performance.now() - began);
      },
      (error: unknown) => void failed.push(`${url}: ${String(error)}`),
    );
    open.add(answered);
    void answered.finally(() => open.delete(answered));
  };
  const timer = setInterval(beat, 1000 / perSecond);
  return async () => {
    clearInterval(timer);
    await Promise.all(open);
    return { times, failed };
  };
}

/** Sends again what the gateway refuses because it is behind. */
async function answerTo(url: string): Promise<number> {
  for (let again = MAX_AGAIN; ; again--) {
    const status = await ask(url);
    if (status !== 503 || again === 0) return status;
    await delay(AGAIN_MS);
  }
}

function ask(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    }).on('error', reject);
  });
}
