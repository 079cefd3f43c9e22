import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, it } from 'node:test';
import { stepgate, folderWith } from '../cli/stepgate.ts';
import { request, startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

/** With what a URL, a header or base64 would change. */
const CANARIES = { PLAIN: 'canary-7f3a91', ODD: 'c@nary/ä+1 &=', OLD: 'canary-before-it-was-changed' };
const secrets = Object.values(CANARIES);
/** All that a value is looked for as. */
const FORMS = secrets.flatMap((value) => [
  value,
  Buffer.from(value).toString('base64'),
  encodeURIComponent(value),
  encodeURIComponent(value).replaceAll('%20', '+'),
  JSON.stringify(value).slice(1, -1),
]);

let upstream: Upstream;
let gateway: Gateway;
const cwd = folderWith({});
before(async () => {
  [gateway, upstream] = await Promise.all([startGateway({ dir: cwd, env: { LOG_LEVEL: 'debug' } }), startUpstream()]);
});
after(async () => {
  await upstream.close();
  rmSync(cwd, { recursive: true });
});

function mustNotTell(where: string, text: string | Buffer): void {
  for (const form of FORMS) assert.ok(!text.includes(form), `${where} holds ${form}`);
}

/** Runs that send the secrets away and get them back, and fail over them. */
async function useSecrets(): Promise<string[]> {
  const { body } = await gateway.api<{ id: number }>('POST', 'secret', { name: 'PLAIN', content: CANARIES.OLD });
  await gateway.api('PUT', 'secret', { id: body.data.id, content: CANARIES.PLAIN });
  await gateway.api('POST', 'secret', { name: 'ODD', content: CANARIES.ODD });
  upstream.on('/echo', ({ body: sent, headers, url }, response) => {
    const text = JSON.stringify({ sent, headers, url });
    response.writeHead(url.includes('fail') ? 500 : 200, { 'content-type': 'application/json' }).end(text);
  });
  await gateway.script(
    'spill',
    `function handler(ctx, i) {
      ctx.log.warn(i.plain, { odd: i.odd }); ctx.data.store('kept', i); ctx.step('s', () => i);
      if (i.fail) throw new Error('over ' + i.plain + ' and ' + ctx.base64.encode(i.odd));
      return { i, b64: ctx.base64.encode(i.odd), url: encodeURIComponent(i.odd) };
    }`,
  );
  const input = { plain: '{secret.PLAIN}', odd: '{secret.ODD}', both: 'x{secret.PLAIN}y{secret.ODD}z' };
  const call = { type: 'api', method: 'POST', header: { 'X-Key': '{secret.PLAIN}' }, auth: ['{secret.ODD}'], input };
  const spill = { name: 'spill', type: 'script', url: 'spill', input };
  for (const [name, layer] of [
    ['fine', [{ ...call, name: 'echo', url: `${upstream.url}/echo?k={secret.ODD}`, outputName: 'echo' }, spill]],
    ['fail', [{ ...call, name: 'echo', url: `${upstream.url}/echo?k={secret.ODD}&fail=1`, errMsg: '{sent}' }]],
    ['throw', [{ ...spill, input: { ...input, fail: true } }]],
    ['lost/:what', [{ ...spill, input: { ...input, fail: true } }]],
  ] as const)
    await gateway.rule(name, 'POST', { record: true, suspend: true, components: [layer] });
  const trxs: string[] = [];
  for (const name of ['fine', 'fail', 'throw', `lost/${encodeURIComponent(CANARIES.ODD)}`]) {
    const { headers, text } = await gateway.call('POST', name, {});
    mustNotTell(`the answer of ${name}`, text);
    trxs.push(headers.get('trx') ?? '');
  }
  assert.ok(upstream.calls.some(({ headers }) => headers['x-key'] === CANARIES.PLAIN));
  return trxs;
}

it('secrets are found nowhere: not in answers, logs, run logs, exports, documents or the database', async () => {
  const trxs = await useSecrets();
  const [, failed = '', , lost = ''] = trxs;
  const read: [string, string, unknown?][] = [
    ...trxs.map((trx): [string, string] => ['GET', `run_log?trx=${trx}`]),
    ...trxs.slice(1).map((trx): [string, string] => ['GET', `suspend?trx=${trx}`]),
    ['GET', 'suspend/page'],
    ['GET', 'run_log/page'],
    ['POST', 'suspend/preview', { trx: failed }],
    ['POST', 'suspend/recover', { trx: failed }],
    ['POST', 'run/cancel', { trx: lost, reason: `it knows ${CANARIES.PLAIN}` }],
    ['GET', `suspend?trx=${lost}`],
    ['GET', `run_log?trx=${lost}`],
    ['GET', 'secret/page'],
    ['GET', 'audit/page?count=100'],
    ['GET', 'stats'],
    ['GET', 'rule?name=fine&method=POST'],
    ['POST', 'secret', { name: 'PLAIN', content: CANARIES.PLAIN }],
    ['POST', 'secret', { name: 'no name', content: CANARIES.PLAIN }],
    ['GET', 'openapi.json'],
  ];
  for (const [method, call, body] of read) mustNotTell(call, (await gateway.api(method, call, body)).text);
  for (const place of ['docs', 'openapi.json', 'schemas/rule.json', 'health/ready'])
    mustNotTell(place, (await request('GET', `${gateway.url}/${place}`)).text);
  mustNotTell('an export', JSON.stringify(await stepgate(cwd, ['export', 'out'])));
  const files = (): string[] =>
    readdirSync(cwd, { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(cwd, name))
      .filter((name) => statSync(name).isFile());
  // While it runs, the last changes are in the write-ahead log.
  assert.ok(files().some((name) => name.endsWith('.db-wal')));
  for (const file of files()) mustNotTell(file, readFileSync(file));
  await gateway.stop();
  for (const file of files()) mustNotTell(file, readFileSync(file));
  mustNotTell('the log', gateway.output());
  const dump = spawnSync('sqlite3', [path.join(cwd, 'data/stepgate.db'), '.dump'], { encoding: 'utf8' });
  if (dump.error === undefined) mustNotTell('a dump', dump.stdout);
});
