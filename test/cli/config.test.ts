import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ConfigError, loadConfig } from '../../src/config.ts';

const cwd = mkdtempSync(path.join(tmpdir(), 'stepgate-config-'));

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env, cwd);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
  return [];
}

describe('configuration', () => {
  it('has the defaults of the specification', () => {
    assert.deepEqual(loadConfig({}, cwd), {
      host: '127.0.0.1',
      port: 3000,
      workerPort: 3100,
      processes: 1,
      databaseUrl: `sqlite:${path.join(cwd, 'data/stepgate.db')}`,
      redisUrl: undefined,
      rulesDir: path.join(cwd, 'rules'),
      scriptsDir: path.join(cwd, 'scripts'),
      schedulesDir: path.join(cwd, 'schedules'),
      namedFolders: [],
      prefix: '/ps',
      publicUrl: undefined,
      adminPassword: undefined,
      masterKey: undefined,
      adminPasswordFile: path.join(cwd, 'data/admin-password'),
      masterKeyFile: path.join(cwd, 'data/master.key'),
      egressDeny: [],
      egressAllow: [],
      maxRuns: 1000,
      maxLagMs: 1000,
      bodyLimitBytes: 1024 ** 2,
      sandboxProcesses: availableParallelism(),
      sandboxMemoryBytes: 256 * 1024 ** 2,
      upstreamConnections: undefined,
      upstreamMaxAgeMs: 300_000,
      proxy: { http: undefined, https: undefined, no: [] },
      compress: true,
      corsOrigins: [],
      trustProxy: 0,
      retentionDays: 30,
      shutdownMs: 25_000,
      metricsOpen: false,
      logLevel: 'info',
      token: undefined,
      vars: {},
    });
  });

  it('cannot be changed afterwards', () => {
    assert.ok(Object.isFrozen(loadConfig({}, cwd)));
    assert.ok(Object.isFrozen(loadConfig({}, cwd).vars));
  });

  it('takes STEPGATE_VAR_<NAME> as variables of rules', () => {
    const config = loadConfig({ STEPGATE_VAR_USERS: 'https://users.example', STEPGATE_VAR_A_1: '' }, cwd);
    assert.deepEqual({ ...config.vars }, { USERS: 'https://users.example', A_1: '' });
  });

  for (const [text, bytes] of [
    ['4096', 4096],
    ['512KiB', 512 * 1024],
    ['1.5MiB', 1.5 * 1024 ** 2],
    ['2GiB', 2 * 1024 ** 3],
  ] as const) {
    it(`reads the size ${text}`, () => {
      assert.equal(loadConfig({ STEPGATE_BODY_LIMIT: text }, cwd).bodyLimitBytes, bytes);
    });
  }

  it('reads the forms of DATABASE_URL', () => {
    const url = (text: string) => loadConfig({ DATABASE_URL: text }, cwd).databaseUrl;
    assert.equal(url('sqlite:data/x.db'), `sqlite:${path.join(cwd, 'data/x.db')}`);
    assert.equal(url('sqlite:/abs/file.db'), 'sqlite:/abs/file.db');
    assert.equal(url('mysql://user:pass@host:3306/db'), 'mysql://user:pass@host:3306/db');
  });

  it('reads proxies in either spelling: in lower case it wins, empty it is not set', () => {
    const proxyOf = (env: Record<string, string>) => loadConfig(env, cwd).proxy;
    assert.deepEqual(
      proxyOf({ HTTP_PROXY: 'http://a:1', http_proxy: 'b:2', https_proxy: 'https://u:p@c', NO_PROXY: 'x, y  z' }),
      {
        http: 'http://b:2',
        https: 'https://u:p@c',
        no: ['x', 'y', 'z'],
      },
    );
    assert.equal(proxyOf({ HTTPS_PROXY: 'http://a:1', https_proxy: '' }).https, 'http://a:1');
  });

  it('takes an empty directory variable as "only the database"', () => {
    const config = loadConfig({ STEPGATE_RULES_DIR: '', STEPGATE_SCRIPTS_DIR: '' }, cwd);
    assert.equal(config.rulesDir, undefined);
    assert.equal(config.scriptsDir, undefined);
  });

  it('reads .env, and the environment wins over it', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'stepgate-env-'));
    writeFileSync(path.join(folder, '.env'), 'PORT=4000\nHOST="0.0.0.0"\nSTEPGATE_VAR_A=b # a note\n');
    const config = loadConfig({ PORT: '5000' }, folder);
    assert.deepEqual([config.port, config.host, config.vars.A], [5000, '0.0.0.0', 'b']);
  });

  it('skips the byte order mark of .env, and says how one in UTF-16 is to be saved', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'stepgate-env-'));
    const file = path.join(folder, '.env');
    const text = '\uFEFFDATABASE_URL=sqlite:other.db\nPORT=4000\n';
    writeFileSync(file, text);
    const config = loadConfig({}, folder);
    assert.deepEqual([config.databaseUrl, config.port], [`sqlite:${path.join(folder, 'other.db')}`, 4000]);
    for (const encoded of [Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()]) {
      writeFileSync(file, encoded);
      assert.throws(() => loadConfig({}, folder), new RegExp(`${file} is UTF-16; save it as UTF-8`));
    }
    writeFileSync(file, Buffer.from('PORT=1\nHOST=caf\xe9', 'latin1'));
    assert.throws(() => loadConfig({}, folder), /is not UTF-8 \(line 2\); save it as UTF-8/);
  });

  for (const [name, text, says] of [
    ['PORT', '70000', /^PORT is "70000"; expected a whole number from 0 to 65535; .* 65535$/],
    ['DATABASE_URL', 'postgres://u:pw@h/d', /^DATABASE_URL is "postgres:\/\/…"; expected .* or mysql:\/\/[^;]*$/],
    ['DATABASE_URL', 'sqlite:', /nearest valid value is sqlite:data\/stepgate\.db$/],
    ['DATABASE_URL', 'sqllite:x.db', /nearest valid value is sqlite:x\.db$/],
    ['PORT', 'http', /^PORT is "http"; expected a whole number/],
    ['LOG_LEVEL', 'inof', /nearest valid value is info$/],
    ['STEPGATE_BODY_LIMIT', '1mb', /nearest valid value is 1MiB$/],
    ['STEPGATE_BODY_LIMIT', '1.0000001KiB', /^STEPGATE_BODY_LIMIT/],
    ['STEPGATE_SANDBOX_MEMORY', '63MiB', /nearest valid value is 64MiB$/],
    ['STEPGATE_MAX_RUNS', '0', /nearest valid value is 1$/],
    ['STEPGATE_PROCESSES', '0', /nearest valid value is 1$/],
    ['STEPGATE_PROCESSES', '257', /nearest valid value is 256$/],
    [
      'STEPGATE_TRUST_PROXY',
      'true',
      /^STEPGATE_TRUST_PROXY is "true"; expected a number of proxies.*nearest valid value is 1$/,
    ],
    ['STEPGATE_TRUST_PROXY', '10.0.0.0/33', /^STEPGATE_TRUST_PROXY/],
    ['STEPGATE_TRUST_PROXY', 'proxy.example', /^STEPGATE_TRUST_PROXY/],
    ['STEPGATE_UPSTREAM_MAX_AGE', '0', /^STEPGATE_UPSTREAM_MAX_AGE is "0"; .*nearest valid value is 1$/],
    ['HTTP_PROXY', 'socks5://u:pw@h:1', /^HTTP_PROXY is "socks5:\/\/…"; expected http:\/\/user:password@host:3128/],
    ['https_proxy', 'http://u:p/w@h:1', /^https_proxy is "http:\/\/…"; .*ends the host; .*\/ as %2F/],
    ['HTTPS_PROXY', 'http://h:1/proxy.pac', /^HTTPS_PROXY .*: a proxy, not a path or a script that finds one$/],
    ['HTTP_PROXY', 'http://', /^HTTP_PROXY/],
    ['STEPGATE_HTTP_PROXY', 'http://h', /the nearest is HTTP_PROXY$/],
    ['STEPGATE_SHUTDOWN_SECONDS', '-1', /^STEPGATE_SHUTDOWN_SECONDS is "-1"; expected seconds/],
    ['STEPGATE_PREFIX', 'ps/', /nearest valid value is \/ps$/],
    ['STEPGATE_PREFIX', '/api', /not one of the gateway's own/],
    ['STEPGATE_PREFIX', '/runs', /not one of the gateway's own/],
    [
      'STEPGATE_PUBLIC_URL',
      'gateway.example',
      /^STEPGATE_PUBLIC_URL is "gateway.example"; expected a URL without a query/,
    ],
    ['STEPGATE_METRICS_OPEN', 'ture', /nearest valid value is true$/],
    ['STEPGATE_CORS_ORIGINS', 'app.example', /nearest valid value is https:\/\/app.example$/],
    ['DATABASE_URL', 'postgres://x', /^DATABASE_URL .*expected sqlite:PATH or mysql:/],
    ['DATABASE_URL', 'data/x.db', /nearest valid value is sqlite:data\/x.db$/],
    ['DATABASE_URL', 'mysql://host', /^DATABASE_URL/],
    ['REDIS_URL', 'localhost:6379', /nearest valid value is redis:\/\/localhost:6379$/],
    ['HOST', 'http://localhost', /nearest valid value is localhost$/],
    ['STEPGATE_VAR_', 'x', /expected STEPGATE_VAR_NAME/],
    ['STEPGATE_BODY_LIMT', '1', /^STEPGATE_BODY_LIMT is no variable of Stepgate; the nearest is STEPGATE_BODY_LIMIT$/],
    ['STEPGATE_PORT', '1', /the nearest is PORT$/],
    ['STEPGATE_VARS_X', '1', /the nearest is STEPGATE_VAR_X$/],
  ] as const) {
    it(`refuses ${name}=${text} and says what would do`, () => {
      const problems = problemsOf({ [name]: text });
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? '', says);
    });
  }

  it('names all that is wrong at once', () => {
    assert.equal(problemsOf({ PORT: 'x', LOG_LEVEL: 'y', STEPGATE_X: '1' }).length, 3);
  });

  for (const text of [
    'mysql://root:S3cret@Top/Word@127.0.0.1/x',
    'mysql://root:S3cret/Top@127.0.0.1/x',
    'mysql://root:123/S3cret@127.0.0.1/x',
    'mysql://root:S3cret?x@127.0.0.1/x',
    'mysql://root:S3cret#x@127.0.0.1/x',
    'mysql://root:1#S3cret@127.0.0.1/x',
    'mysql://root:S3cret%Top@127.0.0.1/x',
    'mysql://root:S3cret',
    'mysql:/root:S3cret@127.0.0.1/x',
    'mysql:root:S3cret@127.0.0.1/x',
    'root:S3cret@127.0.0.1/x',
    'postgres://root:S3cret/Top@h/x',
    'postgres:root:S3cret',
    'redis://:S3cret/Top@127.0.0.1:6379',
    'redis://:1/S3cret@127.0.0.1:6379',
    'redis://:S3cret#Top@127.0.0.1:6379',
    'redis://:S3cret\\Top@127.0.0.1:6379',
    'rediss:S3cret@127.0.0.1',
    ':S3cret@127.0.0.1:6379',
  ]) {
    it(`shows nothing of the password in ${text}, and says what to do`, () => {
      const [name, other] = /^:|^redis/.test(text) ? ['REDIS_URL'] : ['DATABASE_URL', 'REDIS_URL'];
      for (const variable of [name, other].filter((one) => one !== undefined)) {
        const problems = problemsOf({ [variable]: text });
        assert.equal(problems.length, 1);
        assert.doesNotMatch(problems.join(), /S3cret|Top|123/);
        assert.match(problems.join(), /%40|expected .*user:password@host/);
      }
    });
  }

  it('never shows a password or a key', () => {
    const problems = problemsOf({ DATABASE_URL: 'postgres://u:hunter22@h/x', STEPGATE_MASTER_KEY: 'aHVudGVyMjI' });
    assert.equal(problems.length, 2);
    assert.doesNotMatch(problems.join('\n'), /hunter22|aHVudGVyMjI/);
  });
});
