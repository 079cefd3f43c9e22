import path from 'node:path';
import type { Child } from '../child.ts';
import type { Bench } from '../compare.ts';
import { callRule, callsRule } from '../documents.ts';
import type { RuleFile } from '../documents.ts';
import { startGateway, writeFiles } from '../gateway.ts';
import { sendLoad } from './send.ts';
import { Gathered } from './sweep.ts';
import type { Sweep, SweepResult } from './sweep.ts';

const WARM_UP_SECONDS = 1;
const PERSON = JSON.stringify({ phone: '13800000000', name: 'Ada' });

/** Calls of upstreams, by the gateway and by hand, at growing sizes. */
interface CallSweep extends Pick<Sweep, 'name' | 'title' | 'x'> {
  readonly sizes: readonly number[];
  readonly connections: number;
  /** Its name is its path. */
  readonly rule: (size: number) => RuleFile;
  readonly byHandPath: (size: number) => string;
  readonly body: (size: number) => string;
}

export const componentsSweep = callSweep({
  ...{ name: 'components', title: 'Components in a layer', x: 'components' },
  ...{ sizes: [1, 2, 4, 8, 16, 32, 64], connections: 8 },
  rule: (size) => callsRule(`components-${size}`, 1, size),
  byHandPath: (size) => `/ps/calls/1/${size}`,
  body: () => PERSON,
});

export const layersSweep = callSweep({
  ...{ name: 'layers', title: 'Layers of one component', x: 'layers' },
  ...{ sizes: [1, 2, 4, 8, 16, 32], connections: 8 },
  rule: (size) => callsRule(`layers-${size}`, size, 1),
  byHandPath: (size) => `/ps/calls/${size}/1`,
  body: () => PERSON,
});

export const payloadSweep = callSweep({
  ...{ name: 'payload', title: 'Payload: request, call, its answer and the answer', x: 'KiB' },
  ...{ sizes: [1, 8, 64, 256, 1024, 4096, 8192], connections: 2 },
  rule: (size) => callRule(`payload-${size}`, '/echo'),
  byHandPath: () => '/ps/echo',
  body: (size) => payload(size * 1024),
});

/** JSON of about so many bytes: objects as they are in answers of services. */
function payload(bytes: number): string {
  const items: string[] = [];
  for (let length = 12; length < bytes;) {
    const id = items.length;
    const item = JSON.stringify({
      id,
      sku: `SKU-${id}`,
      price: 9.5,
      tags: ['new', 'sale'],
      isActive: true,
      note: null,
    });
    items.push(item);
    length += item.length + 1;
  }
  return `{"items":[${items.join(',')}]}`;
}

function callSweep(sweep: CallSweep): Sweep {
  const { name, title, x, sizes } = sweep;
  return {
    ...{ name, title, x },
    async measure(bench) {
      const upstream = await bench.servers.get('upstream');
      const folder = path.join(bench.folder, name);
      writeFiles(folder, sizes.map(sweep.rule));
      const gateway = await startGateway({ folder, upstream: upstream.url, env: { STEPGATE_BODY_LIMIT: '16MiB' } });
      try {
        return await measureSizes(bench, sweep, gateway);
      } finally {
        await gateway.stop();
      }
    },
  };
}

async function measureSizes(
  { options, servers, progress }: Bench,
  { name, sizes, connections, rule, byHandPath, body }: CallSweep,
  gateway: Child,
): Promise<SweepResult> {
  const byHand = await servers.get('byHand');
  const gathered = new Gathered();
  for (const size of sizes) {
    const load = { connections, body: body(size), path: `/ps/${rule(size).name}` };
    const peerLoad = { ...load, path: byHandPath(size) };
    for (const [child, one] of [
      [gateway, load],
      [byHand, peerLoad],
    ] as const)
      await sendLoad(child, { ...one, seconds: WARM_UP_SECONDS });
    for (let round = 1; round <= options.rounds; round++) {
      progress(`${name} ${size}: round ${round} of ${options.rounds}`);
      const { seconds } = options;
      const own = await gathered.watchTurns(gateway, size, () => sendLoad(gateway, { ...load, seconds }));
      gathered.add('own', size, own);
      gathered.add('peer', size, await sendLoad(byHand, { ...peerLoad, seconds }));
    }
  }
  return {
    series: [
      gathered.series('own', 'Stepgate', 'µs a request'),
      gathered.series('peer', 'by hand', 'µs a request', false),
    ],
    turnsMs: gathered.turns(),
  };
}
