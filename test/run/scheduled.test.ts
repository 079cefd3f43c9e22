import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { testDatabases } from '../fixture/databases.ts';
import { request, startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';

interface Schedule {
  readonly id: number;
  readonly name: string;
  readonly next_at: string | null;
  readonly every?: number;
  readonly cron?: string;
  readonly overlap: string;
  readonly runs: number;
  readonly last: { readonly at: string; readonly trx: string; readonly status: string | null } | null;
  readonly starts: readonly {
    readonly at: string;
    readonly trx: string | null;
    readonly status: string | null;
    readonly outcome: string | null;
    readonly error: string | null;
  }[];
  readonly warnings: readonly { readonly message: string }[];
}

for (const database of testDatabases()) {
  describe(`schedules, on ${database.name}`, { skip: database.skip }, () => {
    let dir: string;
    let databaseUrl: string | undefined;
    let gateway: Gateway;
    before(async () => {
      dir = await mkdtemp(join(tmpdir(), 'stepgate-'));
      databaseUrl = await database.create();
      gateway = await startGateway({ dir, databaseUrl, env: { STEPGATE_METRICS_OPEN: 'true' } });
      await gateway.rule('reports/:kind', 'POST', {
        request: { body: { size: { type: 'int' } } },
        response: {
          body: {
            kind: '{request.params.kind}',
            of: '{schedule.name}',
            at: '{schedule.at}',
            size: '{request.body.size}',
          },
        },
      });
    });
    after(async () => {
      await gateway.stop();
      await database.drop();
      await rm(dir, { recursive: true });
    });

    const RULE = 'POST reports/:kind';
    const given = { rule: RULE, request: { params: { kind: 'daily' }, body: { size: 3 } } };

    async function added(more: Record<string, unknown>): Promise<Schedule> {
      const { status, body, text } = await gateway.api<Schedule>('POST', 'schedule', { ...given, ...more });
      assert.equal(status, 201, text);
      return body.data;
    }

    async function read(name: string): Promise<Schedule> {
      return (await gateway.api<Schedule>('GET', `schedule?name=${name}`)).body.data;
    }

    it('begin a run at each moment, which knows the schedule and the moment', async () => {
      await added({ name: 'each-second', every: 1, count: 2 });
      await until(
        async () => (await read('each-second')).starts.filter(({ status }) => status === 'success').length === 2,
      );
      const { starts, last, next_at, runs } = await read('each-second');
      const [second, first] = starts;
      assert.ok(first?.trx && second?.trx);
      assert.deepEqual([runs, next_at, last], [2, null, { at: second.at, trx: second.trx, status: 'success' }]);
      assert.equal(Date.parse(second.at) - Date.parse(first.at), 1000);
      const { body } = await request<unknown>('GET', `${gateway.url}/runs/${first.trx}/result`);
      assert.deepEqual(body, { kind: 'daily', of: 'each-second', at: first.at, size: 3 });
      const metrics = await fetch(`${gateway.url}/metrics`);
      assert.match(
        await metrics.text(),
        /^stepgate_schedule_starts_total\{schedule="each-second",outcome="begun"\} 2$/m,
      );
    });

    it('go on in another process when theirs is killed, each moment once', async () => {
      await added({ name: 'killed', every: 1, overlap: 'allow', missed: 'all' });
      await until(async () => (await read('killed')).starts.length > 1);
      await gateway.kill('SIGKILL');
      gateway = await startGateway({ dir, databaseUrl });
      await until(async () => (await read('killed')).starts.length > 5);
      await gateway.api('PUT', 'schedule', { name: 'killed', enabled: false });
      await until(async () => (await read('killed')).starts.every(({ status }) => status === 'success'));
      const { starts, next_at, runs } = await read('killed');
      const ats = starts.map(({ at }) => Date.parse(at));
      assert.deepEqual(
        ats,
        ats.map((_, n) => (ats[0] ?? 0) - n * 1000),
      );
      assert.equal(new Set(starts.map(({ trx }) => trx)).size, starts.length);
      assert.deepEqual([next_at, runs], [null, starts.length]);
    });

    for (const [overlap, outcome] of [
      ['skip', 'skipped'],
      ['queue', null],
    ] as const) {
      it(`with overlap ${overlap}, begin no run while one is at rest`, async () => {
        const components = [[{ name: 'pay', type: 'wait', for: 'callback', outputName: 'paid' }]];
        await gateway.rule('resting', 'POST', { queue: {}, components });
        const name = `overlap-${overlap}`;
        await added({ name, rule: 'POST resting', request: {}, every: 1, overlap });
        await until(async () => (await read(name)).starts.length > 2);
        const { starts, last } = await read(name);
        assert.deepEqual(
          starts.map((start) => start.outcome),
          starts.map((_, n) => (n === starts.length - 1 ? 'begun' : outcome)),
        );
        await until(async () => (await read(name)).last?.status === 'waiting');
        await gateway.api('POST', 'run/cancel', { trx: last?.trx, reason: 'the next one may begin' });
        await until(async () => (await read(name)).runs > 1);
        await gateway.api('DELETE', 'schedule', { name });
      });
    }

    it('are refused with the field named, and warned of a rule that is not there', async () => {
      const refused = async (more: Record<string, unknown>): Promise<string> => {
        const { status, body } = await gateway.api('POST', 'schedule', { name: 'wrong', ...given, ...more });
        assert.equal(status, 400);
        return body.msg;
      };
      assert.match(await refused({ cron: '0 25 * * *' }), /^request\.body\.cron has a wrong hour "25"/);
      assert.match(await refused({ cron: '0 0 31 2 *' }), /^request\.body\.cron never comes/);
      assert.match(await refused({}), /^request\.body\.cron is required: give cron, every or at/);
      assert.match(await refused({ cron: '0 3 * * *', every: 3 }), /^request\.body\.every is one too many/);
      assert.match(await refused({ every: 0 }), /^request\.body\.every is 0; expected a whole number/);
      assert.match(await refused({ every: 5, timezone: 'Mars/Base' }), /^request\.body\.timezone is "Mars\/Base"/);
      assert.match(
        await refused({ every: 5, rule: 'reports' }),
        /^request\.body\.rule is "reports"; expected the method/,
      );
      assert.match(await refused({ every: 5, request: { boddy: 1 } }), /^request\.body\.request\.boddy is not known/);
      assert.match(await refused({ every: 5, colour: 1 }), /colour/);
      const { warnings } = await added({ name: 'warned', every: 1, rule: 'POST nowhere', overlap: 'allow' });
      assert.match(warnings[0]?.message ?? '', /there is no rule POST nowhere/);
      await until(async () => (await read('warned')).starts.some(({ outcome }) => outcome === 'refused'));
      const { starts } = await read('warned');
      assert.match(starts.at(-1)?.error ?? '', /^000404 /);
      await gateway.api('DELETE', 'schedule', { name: 'warned' });
      assert.equal((await gateway.api('GET', 'schedule?name=warned')).status, 404);
    });

    it('are run at once when somebody asks, changed in part, and found in pages', async () => {
      const { id } = await added({ name: 'asked', cron: '0 3 * * *', timezone: 'Europe/Berlin', enabled: false });
      const { status, body } = await gateway.api<{ trx: string }>('POST', 'schedule/run_now', { name: 'asked' });
      assert.equal(status, 202);
      await until(async () => (await read('asked')).last?.status === 'success');
      assert.equal((await read('asked')).last?.trx, body.data.trx);
      const changed = await gateway.api<Schedule>('PUT', 'schedule', { id, enabled: true, every: 3600 });
      assert.deepEqual([changed.body.data.every, changed.body.data.cron], [3600, undefined]);
      assert.ok(Date.parse(changed.body.data.next_at ?? '') > Date.now());
      const page = await gateway.api<{ list: Schedule[] }>('GET', 'schedule/page?name=ask');
      assert.deepEqual(
        page.body.data.list.map(({ name }) => name),
        ['asked'],
      );
      const audit = await gateway.api<{ list: { action: string }[] }>('GET', 'audit/page?target=asked');
      assert.deepEqual(
        audit.body.data.list.map(({ action }) => action),
        ['schedule.change', 'schedule.run_now', 'schedule.add'],
      );
      assert.equal((await gateway.api('POST', 'schedule', { name: 'asked', ...given, every: 5 })).status, 409);
      assert.equal((await gateway.api('PUT', 'schedule', { name: 'none', every: 5 })).status, 404);
    });

    it('tell when a cron expression is due', async () => {
      const next = await gateway.api<string[]>(
        'GET',
        'schedule/next?cron=0%203%20*%20*%20*&timezone=Europe/Berlin&count=3',
      );
      assert.equal(next.body.data.length, 3);
      for (const at of next.body.data) assert.match(at, /T0[12]:00:00\.000Z$/);
      const wrong = await gateway.api('GET', 'schedule/next?cron=0%203%20*%20*%209');
      assert.match(wrong.body.msg, /^request\.query\.cron has a wrong weekday "9"/);
    });
  });
}
