import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { testDatabases } from '../fixture/databases.ts';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { installPackage } from '../fixture/installed-package.ts';

const run = promisify(execFile);
const TSC = path.join(import.meta.dirname, '../../node_modules/typescript/bin/tsc');
const { TEST_REDIS_URL } = process.env;
const skip = TEST_REDIS_URL ? false : 'TEST_REDIS_URL is not set';

// It is built and installed first, which takes its time on a busy machine.
describe('the published package', { timeout: 600_000 }, () => {
  let folder = '';
  const inPackage = (name: string): string => path.join(folder, 'node_modules/stepgate', name);
  before(async () => {
    folder = await installPackage();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function startSample(
    t: { after(fn: () => unknown): void },
    env: Record<string, string> = {},
  ): Promise<Gateway> {
    const gateway = await startGateway({
      main: inPackage('bin/stepgate.cjs'),
      env: { STEPGATE_RULES_DIR: inPackage('rules'), STEPGATE_SCRIPTS_DIR: inPackage('scripts'), ...env },
    });
    t.after(async () => assert.equal(await gateway.stop(), 0));
    return gateway;
  }

  it('starts, serves the sample with its scripts, shows its documents, and stops', async (t) => {
    const gateway = await startSample(t);
    const { status, body } = await gateway.call('POST', 'api/v1/register', { phone: '13800000000' });
    assert.equal(status, 200, JSON.stringify(body));
    for (const document of ['/docs', '/docs/static/swagger-ui.css', '/openapi.json', '/schemas/rule.json', '/metrics'])
      assert.equal((await fetch(gateway.url + document)).status, document === '/metrics' ? 401 : 200, document);
    const { data } = (await gateway.api('GET', 'run_log/page?path=/ps/api/v1/register')).body;
    assert.equal((data.list as unknown[]).length, 1);
  });

  it('has what is loaded when a script asks for it first', async (t) => {
    const gateway = await startSample(t);
    await gateway.api('POST', 'secret', { name: 'KEY', content: 'a key of more than thirty-two bytes' });
    const script = `function handler(ctx) { return ctx.jwt.verify('KEY', ctx.jwt.sign('KEY', { sub: 'a' })) }`;
    await gateway.api('POST', 'script', { name: 'token', script, language: 'js' });
    const components = [[{ name: 't', type: 'script', url: 'token', outputName: 't' }]];
    await gateway.rule('token', 'GET', { components, response: { body: '{t}' } });
    assert.deepEqual((await gateway.call('GET', 'token')).body, { sub: 'a' });
  });

  it('serves with several processes', async (t) => {
    const gateway = await startSample(t, { STEPGATE_PROCESSES: '2' });
    assert.equal((await gateway.call('GET', 'examples/hello/Ada')).status, 200);
  });

  for (const database of testDatabases()) {
    it(`finds the drivers of ${database.name} and Redis`, { skip: database.skip ?? skip }, async (t) => {
      const url = await database.create();
      t.after(() => database.drop());
      const gateway = await startSample(t, { REDIS_URL: TEST_REDIS_URL ?? '', ...(url && { DATABASE_URL: url }) });
      assert.equal((await gateway.call('GET', 'examples/hello/Ada')).status, 200);
    });
  }

  it('is a library, with types', async () => {
    const program = `import { checkRule, version, type Diagnostic } from 'stepgate';
const errors: readonly Diagnostic[] = checkRule({ name: 'a', method: 'NONE', rule: {} }).errors;
console.log(version, errors.length);
`;
    writeFileSync(path.join(folder, 'program.mts'), program);
    const { stdout } = await run(process.execPath, ['program.mts'], { cwd: folder });
    const { version } = JSON.parse(readFileSync(inPackage('package.json'), 'utf8')) as { version: string };
    assert.equal(stdout, `${version} 1\n`);
    const flags = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2025'];
    await run(process.execPath, [TSC, ...flags, 'program.mts'], { cwd: folder });
  });

  it('says where in its sources an error was made, to whoever asks for source maps', async () => {
    const program =
      "import { StepgateError, loadConfig } from 'stepgate'; try { loadConfig({ PORT: 'x' }); } catch (error) { console.log(error.stack); }";
    const args = ['--enable-source-maps', '--input-type=module', '--eval', program];
    const { stdout } = await run(process.execPath, args, { cwd: folder });
    assert.match(stdout, /src\/config\.ts:\d+:\d+/);
  });

  it('keeps the licence of each package whose code is in it', () => {
    const licences = readFileSync(inPackage('dist/LICENSES.txt'), 'utf8');
    const code = readdirSync(inPackage('dist/src'))
      .filter((name) => name.endsWith('.js'))
      .map((name) => readFileSync(inPackage(`dist/src/${name}`), 'utf8'));
    const names = code.flatMap((text) =>
      [...text.matchAll(/^\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)].map(([, name]) => name),
    );
    assert.ok(names.includes('fastify'));
    for (const name of new Set(names)) assert.match(licences, new RegExp(`^${name} \\d`, 'm'), name);
  });
});
