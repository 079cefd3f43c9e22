import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { PROGRAM } from '../fixture/program.ts';
import { blocksUnder, runBlocks } from '../fixture/shell-blocks.ts';
import { noTerminal, onTerminal } from '../fixture/terminal.ts';
import { until } from '../fixture/until.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** On a free port, with a database of its own. */
const environment = {
  PATH: process.env.PATH,
  PORT: '0',
  STEPGATE_RULES_DIR: path.join(ROOT, 'rules'),
  STEPGATE_SCRIPTS_DIR: path.join(ROOT, 'scripts'),
};

/** Starts the gateway as `npm start` does; resolves with its URL. */
async function startSample(cwd: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = spawn(process.execPath, [PROGRAM, 'start'], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: environment,
  });
  let output = '';
  let url: string | undefined;
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    output += String(chunk);
    url = /listens on (\S+)/.exec(output)?.[1];
    if (url !== undefined) break;
  }
  child.stdout.resume();
  return { child, url: url ?? '' };
}

describe('the banner of a start with the sample', { skip: noTerminal }, () => {
  it('has a curl line that works as it stands', async () => {
    const cwd = mkdtempSync(path.join(tmpdir(), 'stepgate-banner-'));
    const command = `exec '${process.execPath}' '${PROGRAM}' start`;
    const terminal = onTerminal(command, cwd, environment);
    const curl = /^ {2}(curl .*)\n/m;
    await until(() => curl.test(terminal.output()));
    const { stdout } = await run('bash', ['-c', curl.exec(terminal.output())?.[1] ?? '']);
    terminal.type('\x03');
    assert.equal(await terminal.ended, 0);
    rmSync(cwd, { recursive: true });
    assert.match(stdout, /^HTTP\/1\.1 200 OK\r\n(.*\r\n)*trx: TRX[0-9A-F]{32}\r\n/i);
    assert.match(stdout, /"msg":"success"/);
  });
});

describe('the sample, as the README shows it', () => {
  const cwd = mkdtempSync(path.join(tmpdir(), 'stepgate-walk-'));
  let child: ChildProcess;
  let url = '';
  /** What each block of the walk printed. */
  let printed: string[] = [];

  before(async () => {
    ({ child, url } = await startSample(cwd));
    const password = readFileSync(path.join(cwd, 'data/admin-password'), 'utf8').trim();
    const blocks = blocksUnder('README.md', 'A run that breaks, and is recovered').map((block) =>
      block.replace('http://127.0.0.1:3000', url).replace('the password', password),
    );
    printed = await runBlocks(blocks);
  });

  after(async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = (await ended) as [number | null];
    rmSync(cwd, { recursive: true });
    assert.equal(code, 0);
  });

  it('registers a user who gives a phone, and takes the rest where it is given', async () => {
    const register = (body: object): Promise<Response> => {
      const headers = { 'content-type': 'application/json' };
      return fetch(`${url}/ps/api/v1/register`, { method: 'POST', headers, body: JSON.stringify(body) });
    };
    const phone = '13800000009';
    for (const body of [{ phone }, { phone, name: 'Ada' }, { phone, email: 'ada@example.com' }, { phone, name: null }])
      assert.equal((await register(body)).status, 200, JSON.stringify(body));
    assert.equal((await register({ name: 'Ada' })).status, 400);
  });

  it('calls for each line, asks until a job is done, and runs a rule for each, as the examples say', async () => {
    const call = async (name: string, body?: object): Promise<unknown> => {
      const sent = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      return (await fetch(`${url}/ps/examples/${name}`, { method: 'POST', ...sent })).json();
    };
    const lines = [{ name: 'Ada' }, { name: 'Grace', greeting: 'Welcome' }, { name: 'Bob', greeting: 'Hey' }];
    assert.deepEqual(await call('greet-all', { lines }), ['Hello, Ada!', 'Welcome, Grace!', 'no greeting for Bob']);
    assert.equal(((await call('poll')) as { state: string }).state, 'done');
    const bought = [
      { sku: 'pen', count: 12 },
      { sku: 'ink', count: 1 },
    ];
    const priced = bought.map((one, at) => ({ ...one, price: [21.6, 7.5][at] }));
    assert.deepEqual(await call('offer', { lines: bought }), { lines: priced, total: 29.1 });
  });

  it('waits for a callback and for an approval, as the examples say', async () => {
    const call = async (name: string, body: object): Promise<Response> => {
      const headers = { 'content-type': 'application/json' };
      return fetch(`${url}/ps/examples/${name}`, { method: 'POST', headers, body: JSON.stringify(body) });
    };
    const begun = await call('payment', { amount: 12 });
    assert.equal(begun.status, 202);
    const result = `${url}${begun.headers.get('location') ?? ''}/result`;
    await until(async () => (await fetch(result)).status === 200);
    assert.equal(((await (await fetch(result)).json()) as { status: string }).status, 'paid');
    assert.equal((await call('refund', { customer: 'Ada', amount: 20 })).status, 200);
    assert.equal((await call('refund', { customer: 'Ada', amount: 250 })).status, 202);
  });

  it('answers the first call with 200 and a trx', () => {
    assert.match(printed[0] ?? '', /^HTTP\/1\.1 200 OK\r\n(.*\r\n)*trx: TRX[0-9A-F]{32}\r\n/i);
  });

  it('shows the run log', () => {
    const { data } = JSON.parse(printed[2] ?? '') as {
      data: { status: string; step_logs: { component_logs: { name: string }[] }[] };
    };
    assert.equal(data.status, 'success');
    assert.deepEqual(
      data.step_logs.map((layer) => layer.component_logs.map(({ name }) => name)),
      [['user'], ['coupon', 'sms']],
    );
  });

  it('keeps the run that breaks', () => {
    const { data } = JSON.parse(printed[4] ?? '') as { data: Record<string, unknown> };
    const { status, cur_step, err_names, err_component } = data;
    assert.deepEqual(
      { status, cur_step, err_names, err_component },
      {
        status: 'suspended',
        cur_step: 2,
        err_names: ['coupon'],
        err_component: 'coupon',
      },
    );
  });

  it('recovers it with the answer that the client would have had', () => {
    const [head = '', body = ''] = (printed[5] ?? '').split('\r\n\r\n');
    assert.match(head, /HTTP\/1\.1 200 OK/);
    const { trx } = (JSON.parse(printed[4] ?? '') as { data: { trx: string } }).data;
    assert.ok(head.toLowerCase().includes(`trx: ${trx.toLowerCase()}`));
    const answer = JSON.parse(body) as { msg: string; data: { coupon: string }; trx: string };
    assert.deepEqual([answer.msg, answer.trx], ['success', trx]);
    assert.match(answer.data.coupon, /^WELCOME-/);
  });

  it('has called the user service once in all, and tried the coupon service twice', () => {
    const counts = (text: string | undefined): string[] => (text ?? '').trim().split(/\s*\n\s*/);
    assert.deepEqual(counts(printed[6]), ['2 "name":"coupon"', '1 "name":"sms"', '1 "name":"user"']);
    assert.deepEqual(counts(printed[7]), [
      '1 "path":"/ps/api/v1/register"',
      '1 "path":"/ps/demo/coupon/grant"',
      '1 "path":"/ps/demo/sms/send"',
      '1 "path":"/ps/demo/user/register"',
    ]);
  });
});
