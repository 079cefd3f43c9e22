import path from 'node:path';
import type { Child } from '../child.ts';
import type { Bench } from '../compare.ts';
import { otherRules, registerRule } from '../documents.ts';
import { signIn, startGateway, writeFiles } from '../gateway.ts';
import { sendLoad } from './send.ts';
import { Gathered } from './sweep.ts';
import type { Sweep } from './sweep.ts';

const SIZES = [1, 100, 1000, 5000, 10_000, 20_000];
const BODY = JSON.stringify({ phone: '13800000000', name: 'Ada' });
const CONNECTIONS = 8;

/** Rules beside the one that is called, each a file; in each round one is saved over the API. */
export const rulesSweep: Sweep = {
  ...{ name: 'rules', title: 'Rules', x: 'rules' },
  async measure(bench) {
    const gathered = new Gathered();
    const { url: upstream } = await bench.servers.get('upstream');
    for (const size of SIZES) {
      const folder = path.join(bench.folder, `rules-${size}`);
      writeFiles(folder, [registerRule('register'), ...otherRules(size - 1)]);
      bench.progress(`rules ${size}: starts`);
      const first = await startGateway({ folder, upstream });
      gathered.add('new', size, first.cpuSeconds());
      await first.stop();
      const gateway = await startGateway({ folder, upstream });
      gathered.add('known', size, gateway.cpuSeconds());
      try {
        await measureSize(bench, gateway, size, gathered);
      } finally {
        await gateway.stop();
      }
    }
    return {
      series: [
        gathered.series('cpu', 'a request', 'µs'),
        gathered.series('save', 'a rule is saved', 'ms'),
        gathered.series('new', 'start, all new', 's of processor time'),
        gathered.series('known', 'start, all known', 's of processor time'),
      ],
      turnsMs: gathered.turns(),
    };
  },
};

async function measureSize(bench: Bench, gateway: Child, size: number, gathered: Gathered): Promise<void> {
  const { options, progress } = bench;
  const one = { path: '/ps/register', body: BODY, connections: CONNECTIONS };
  const callApi = await signIn(gateway.url);
  await sendLoad(gateway, { ...one, seconds: 1 });
  for (let round = 1; round <= options.rounds; round++) {
    progress(`rules ${size}: round ${round} of ${options.rounds}`);
    const cpuUs = await gathered.watchTurns(gateway, size, async () => {
      gathered.add('save', size, await callApi('POST', 'rule', { ...registerRule('saved'), activate: true }));
      return sendLoad(gateway, { ...one, seconds: options.seconds });
    });
    gathered.add('cpu', size, cpuUs);
  }
}
