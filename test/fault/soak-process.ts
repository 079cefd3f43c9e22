/**
 * The process of a soak (soak.ts): the upstream that does everything wrong, and the clients whose rules call it. What
 * they do is none of the time of the test, nor of the rule beside them.
 */
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import { rawUpstream } from '../outbound/raw-upstream.ts';
import { createOddities, randomFrom } from './odd-answers.ts';
import type { SoakNews, SoakOrder } from './soak.ts';

/** Longer than any of the rules may take. */
const PATIENCE_MS = 60_000;
const MOST_UNDECLARED = 20;

const report = (news: SoakNews): void => void process.send?.(news);
const play = createOddities(randomFrom(Number(process.argv[2] ?? 1)));
let calls = 0;
const upstream = await rawUpstream({
  onRequest: (socket, text) => {
    calls++;
    play(socket, text.slice(0, 100).includes('/large'));
  },
});

/** Status and code that a failure may have. */
const DECLARED = new Set(['202 110006', '202 110007', '502 110006', '502 110007', '504 110007', '503 000503']);

process.on('message', (order: SoakOrder) => {
  if (order === 'end') process.exit();
  // They would fill the memory.
  (upstream.requests as string[]).length = 0;
  if (order === 'calls') report({ calls });
  else void load(order).then(report);
});
// The parent process has been killed.
process.on('disconnect', () => process.exit());
report({ upstream: upstream.url });

async function load({ urls, perSecond, seconds, most }: Exclude<SoakOrder, string>): Promise<SoakNews> {
  const agent = new Agent({ keepAlive: true });
  const counts: Record<string, number> = {};
  const undeclared: string[] = [];
  const open = new Set<Promise<void>>();
  const ends = performance.now() + seconds * 1000;
  let sent = 0;
  const ask = async (url: string): Promise<void> => {
    const rule = new URL(url).pathname;
    const outcome = await send(agent, url).catch((error: unknown) => `broken: ${String(error)}`);
    counts[`${rule} ${outcome}`] = (counts[`${rule} ${outcome}`] ?? 0) + 1;
    if (outcome === '200' || DECLARED.has(outcome) || undeclared.length >= MOST_UNDECLARED) return;
    undeclared.push(`${rule}: ${outcome}`);
  };
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      (upstream.requests as string[]).length = 0;
      if (performance.now() > ends) {
        clearInterval(timer);
        resolve();
      } else if (open.size < most) {
        const one = ask(urls[sent++ % urls.length] ?? '');
        open.add(one);
        void one.finally(() => open.delete(one));
      }
    }, 1000 / perSecond);
  });
  await Promise.all(open);
  agent.destroy();
  return { counts, undeclared, sent };
}

/** `200`, or the status and the code of a failure and what is wrong with its form. */
function send(agent: Agent, url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { method: 'POST', agent, timeout: PATIENCE_MS }, (answer) => {
      void outcomeOf(answer).then(resolve, reject);
    });
    asking.on('timeout', () => asking.destroy(new Error(`no answer within ${PATIENCE_MS} ms`)));
    asking.on('error', reject);
    asking.end();
  });
}

async function outcomeOf(answer: IncomingMessage): Promise<string> {
  const { statusCode = 0, headers } = answer;
  if (statusCode === 200) {
    // Ten MiB are of no interest, but that they come to their end.
    answer.resume();
    await finished(answer);
    return '200';
  }
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  const { code, trx, status } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const outcome = `${statusCode} ${String(code)}`;
  const wrong = [
    trx !== headers.trx && 'another trx in the header',
    statusCode === 202 && status !== 'suspended' && 'not said to be suspended',
    statusCode === 503 && headers['retry-after'] === undefined && 'without Retry-After',
  ].filter((one) => one !== false);
  return [outcome, ...wrong].join(', ');
}
