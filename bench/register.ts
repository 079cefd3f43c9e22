import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startChild } from './child.ts';
import type { Child } from './child.ts';
import { chooseLoadGenerator, line, median } from './load.ts';
import type { Measured } from './load.ts';

/**
 * The register rule, without `record`, against a handler written by hand (Fastify and undici) that does the same, in
 * turns on one machine, on the same upstream in a process of its own: `npm run bench -- --seconds 10 --rounds 3`.
 */
const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '64' },
  },
});

const LOAD = {
  path: '/ps/api/v1/register',
  body: JSON.stringify({ phone: '13800000000', name: 'Ada' }),
  connections: Number(options.connections),
};

const ROOT = path.join(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'stepgate-bench-'));

function startGateway(upstream: string): Promise<Child> {
  const file = readFileSync(path.join(ROOT, 'rules/register.json'), 'utf8').replaceAll('{var.SELF}', '{var.UPSTREAM}');
  const document = JSON.parse(file) as { rule: { record?: boolean } };
  delete document.rule.record;
  writeFileSync(path.join(folder, 'register.json'), JSON.stringify(document));
  return startChild(['src/main.ts', 'start'], /listens on (\S+)/, {
    cwd: folder,
    env: {
      PORT: '0',
      LOG_LEVEL: 'warn',
      STEPGATE_RULES_DIR: folder,
      STEPGATE_SCRIPTS_DIR: '',
      STEPGATE_SANDBOX_PROCESSES: '1',
      STEPGATE_VAR_UPSTREAM: upstream,
    },
  });
}

/** Both must give the same answer, ids apart. */
async function answerOf(url: string): Promise<string> {
  const response = await fetch(url + LOAD.path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: LOAD.body,
  });
  return `${response.status} ${(await response.text()).replace(/TRX[0-9A-F]{32}/, 'TRX')}`;
}

const { name, generateLoad } = await chooseLoadGenerator();
const upstream = await startChild(['bench/upstream.ts'], /^(http\S+)$/m);
const byHand = await startChild(['bench/by-hand.ts', upstream.url], /^(http\S+)$/m);
const gateway = await startGateway(upstream.url);
try {
  const [expected, given] = [await answerOf(byHand.url), await answerOf(gateway.url)];
  if (expected !== given) throw new Error(`the answers differ:\n  by hand  ${expected}\n  Stepgate ${given}`);
  const measured = { byHand: [] as Measured[], gateway: [] as Measured[] };
  for (const server of [byHand, gateway]) await generateLoad(server, { ...LOAD, seconds: 3 });
  for (let round = 0; round < Number(options.rounds); round += 1) {
    measured.byHand.push(await generateLoad(byHand, { ...LOAD, seconds: Number(options.seconds) }));
    measured.gateway.push(await generateLoad(gateway, { ...LOAD, seconds: Number(options.seconds) }));
  }
  const ratio = (of: (one: Measured) => number): string =>
    (median(measured.gateway, of) / median(measured.byHand, of)).toFixed(2);
  process.stdout.write(
    `${name}, ${LOAD.connections} connections, ${options.rounds} rounds of ${options.seconds} s, medians; node ${process.versions.node}\n` +
      `${line('by hand', measured.byHand)}\n${line('Stepgate', measured.gateway)}\n` +
      `ratio      ${ratio((one) => one.perSecond)} of the requests, ${ratio((one) => one.cpuUs)} of the processor time\n`,
  );
} finally {
  await Promise.all([gateway.stop(), byHand.stop(), upstream.stop()]);
  rmSync(folder, { recursive: true });
}
