import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { DidNotStart, startChild } from './child.ts';
import type { Child } from './child.ts';

const INSTALL =
  'install it with `npm install --prefix FOLDER node-red`, and give --node-red FOLDER/node_modules/.bin/node-red';

/** The same endpoint as a flow of Node-RED. @throws DidNotStart, with how to install it where it is not there. */
export async function startNodeRed(command: string, folder: string, upstream: string): Promise<Child> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const settings = { flowFile: 'flow.json', uiHost: '127.0.0.1', uiPort: port, disableEditor: true };
  const quiet = { telemetry: { enabled: false }, logging: { console: { level: 'info' } } };
  writeFileSync(path.join(folder, 'settings.js'), `module.exports = ${JSON.stringify({ ...settings, ...quiet })};\n`);
  writeFileSync(path.join(folder, 'flow.json'), JSON.stringify(flow(upstream)));
  const args = ['--userDir', folder, '--settings', path.join(folder, 'settings.js')];
  try {
    const env = { HOME: folder, PATH: `${path.dirname(process.execPath)}:${process.env.PATH ?? ''}` };
    const child = await startChild([command, ...args], /(Started flows)/, { cwd: folder, env });
    return { ...child, url: `http://127.0.0.1:${port}` };
  } catch (error) {
    if (!(error instanceof DidNotStart)) throw error;
    throw new DidNotStart(`Node-RED (${command}): ${error.message}\n${INSTALL}`);
  }
}

/** The version, as Node-RED writes it when it starts. */
export function nodeRedVersion(output: string): string {
  return /Node-RED version: v(\S+)/.exec(output)?.[1] ?? 'unknown';
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Checks the request, calls one service, then two in parallel, joins what they answer. */
function flow(upstream: string): object[] {
  const node = (id: string, type: string, wires: readonly (readonly string[])[], fields: object): object => ({
    ...{ id, type, z: 'tab', name: '', x: 0, y: 0, wires },
    ...fields,
  });
  const run = (id: string, lines: readonly string[], ...wires: string[][]): object =>
    node(id, 'function', wires, { func: lines.join('\n'), outputs: wires.length });
  const call = (id: string, next: string, service: string): object =>
    node(id, 'http request', [[next]], {
      ...{ method: 'POST', ret: 'obj', paytoqs: 'ignore', persist: true, url: `${upstream}/ps/demo/${service}` },
    });
  return [
    { id: 'tab', type: 'tab', label: 'register' },
    node('in', 'http in', [['check']], { url: '/ps/register', method: 'post' }),
    run('check', CHECK, ['user'], ['out']),
    call('user', 'greet', 'user/register'),
    run('greet', GREET, ['coupon'], ['sms'], ['out']),
    call('coupon', 'join', 'coupon/grant'),
    call('sms', 'join', 'sms/send'),
    node('join', 'join', [['answer']], { mode: 'auto' }),
    run('answer', ANSWER, ['out']),
    node('out', 'http response', [], {}),
  ];
}

const CHECK = [
  'const { phone, name, email = null } = msg.payload ?? {};',
  "const isGood = typeof phone === 'string' && /^\\+?[0-9]{6,15}$/.test(phone) && typeof name === 'string' &&",
  '  name.length >= 1 && name.length <= 60 && (email === null || /^[^@ ]+@[^@ ]+$/.test(email));',
  'if (!isGood) return [null, { ...msg, statusCode: 400, payload: { code: 400 } }];',
  "return [{ ...msg, phone, headers: { 'content-type': 'application/json' }, payload: { phone, name, email } }, null];",
];

const GREET = [
  'const { code, data } = msg.payload;',
  'if (code !== 200) return [null, null, { ...msg, statusCode: 502, payload: { code: 502 } }];',
  'const { req, res, _msgid, phone } = msg;',
  'const of = (index, payload) => ({',
  "  req, res, _msgid, user: data.id, headers: { 'content-type': 'application/json' }, payload,",
  "  parts: { id: _msgid, index, count: 2, type: 'array' },",
  '});',
  "return [of(0, { user_id: data.id }), of(1, { phone, text: 'Welcome, ' + data.name + '!' }), null];",
];

const ANSWER = [
  "const trx = 'TRX' + Array.from({ length: 32 }, () => Math.floor(Math.random() * 16).toString(16)).join('').toUpperCase();",
  'const [coupon, sms] = msg.payload;',
  'const data = { user: msg.user, coupon: coupon.data.code, sms: sms.data.id };',
  "return { req: msg.req, res: msg.res, headers: { trx }, payload: { code: 200, msg: 'success', data, trx } };",
];
