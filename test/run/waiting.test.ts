import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { testDatabases } from '../fixture/databases.ts';
import { request, startGateway, temporaryDir } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

interface State {
  readonly status: string;
  readonly error: { readonly code: string } | null;
}

function callbackIn(body = ''): string {
  return (JSON.parse(body) as { callback: string }).callback;
}

for (const database of testDatabases()) {
  describe(`a run that waits, on ${database.name}`, { skip: database.skip }, () => {
    let gateway: Gateway;
    let upstream: Upstream;
    let dir: string;
    let databaseUrl: string | undefined;
    before(async () => {
      dir = await temporaryDir();
      databaseUrl = await database.create();
      upstream = await startUpstream();
      gateway = await startGateway({ databaseUrl, dir });
    });
    after(async () => {
      await gateway.stop();
      await upstream.close();
      await database.drop();
      await rm(dir, { recursive: true });
    });

    /** An api that hands out a URL of a callback. */
    const handOut = (name: string, callback: string) => ({
      name: 'start',
      type: 'api',
      method: 'POST',
      url: `${upstream.url}/${name}/start`,
      input: { callback },
      outputName: 'start',
    });
    const pay = { name: 'pay', type: 'wait', for: 'callback', outputName: 'paid' };

    async function payment(name: string, wait: object = {}, extra: object = {}): Promise<void> {
      upstream.json(`/${name}/start`, { id: 7 });
      await gateway.rule(name, 'POST', {
        components: [[handOut(name, '{callback.pay}')], [{ ...pay, ...wait }]],
        response: { body: { id: '{start.id}', paid: '{paid}' } },
        ...extra,
      });
    }

    /** The URL that the last call of `start` was given. */
    function handedOut(name: string): string {
      return callbackIn(upstream.callsOf(`/${name}/start`).at(-1)?.body);
    }

    const stateOf = async (trx: string): Promise<Reply<State>> => request('GET', `${gateway.url}/runs/${trx}`);
    const result = (trx: string): Promise<Reply> => request('GET', `${gateway.url}/runs/${trx}/result`);
    const ends = (trx: string, status = 'success') => until(async () => (await stateOf(trx)).body.status === status);
    const trxOf = (answer: Reply): string => String(answer.body.trx);

    it('answers 202, and goes on with what the callback brings', async () => {
      await payment('paid');
      const answer = await gateway.call('POST', 'paid', {});
      const trx = trxOf(answer);
      assert.equal(answer.status, 202);
      assert.deepEqual(answer.body, { code: '000202', msg: 'waiting', status: 'waiting', trx });
      assert.equal(answer.headers.get('location'), `/runs/${trx}`);
      const early = await result(trx);
      assert.deepEqual([early.status, early.headers.get('retry-after'), early.body], [202, '1', answer.body]);
      const called = await request('POST', handedOut('paid'), { amount: 12 });
      assert.deepEqual([called.status, called.body], [200, { code: '000200' }]);
      await ends(trx);
      const late = await result(trx);
      assert.deepEqual([late.status, late.body], [200, { id: 7, paid: { amount: 12 } }]);
      assert.equal(late.headers.get('trx'), trx);
      assert.equal(upstream.callsOf('/paid/start').length, 1);
      assert.equal((await request('POST', handedOut('paid'), { amount: 13 })).status, 404);
    });

    it('takes a callback that comes before the run has got there, and only one', async () => {
      await payment('early');
      let second: Promise<Reply> | undefined;
      upstream.on('/early/start', (call, response) => {
        const callback = callbackIn(call.body);
        second = request('POST', callback, { n: 1 }).then(() => request('POST', callback, { n: 2 }));
        void second.then(() => response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":8}'));
      });
      const answer = await gateway.call('POST', 'early', {});
      assert.deepEqual([answer.status, answer.body], [200, { id: 8, paid: { n: 1 } }]);
      assert.equal((await second)?.status, 409);
    });

    it('goes on waiting where the body is refused', async () => {
      await payment('strict', { body: { amount: { type: 'int', required: true } } });
      const trx = trxOf(await gateway.call('POST', 'strict', {}));
      const url = handedOut('strict');
      const wrong = await request<{ errors: unknown }>('POST', url, { amount: 'x' });
      assert.deepEqual(
        [wrong.status, wrong.body.errors],
        [400, [{ path: 'request.body.amount', message: 'must be an int' }]],
      );
      assert.equal((await request('POST', url, 'no JSON', { 'content-type': 'application/json' })).status, 400);
      assert.equal((await request('POST', url, 'x', { 'content-type': 'text/plain' })).status, 415);
      const other = await request('GET', url);
      assert.deepEqual([other.status, other.headers.get('allow')], [405, 'POST']);
      assert.equal((await request('POST', `${url.slice(0, -1)}${url.endsWith('A') ? 'B' : 'A'}`, {})).status, 404);
      assert.equal((await stateOf(trx)).body.status, 'waiting');
      assert.equal((await request('POST', url, { amount: 1 })).status, 200);
      await ends(trx);
    });

    it('fails when nobody comes in time, and waits anew when it is recovered', async () => {
      await payment('late', { timeout: 0.3 });
      const trx = trxOf(await gateway.call('POST', 'late', {}));
      await ends(trx, 'suspended');
      assert.equal((await stateOf(trx)).body.error?.code, '110017');
      assert.equal((await request('POST', handedOut('late'), {})).status, 404);
      const again = await gateway.api('POST', 'suspend/recover', { trx });
      assert.equal(again.status, 202);
      assert.equal((await request('POST', handedOut('late'), { n: 2 })).status, 200);
      await ends(trx);
      assert.deepEqual((await result(trx)).body, { id: 7, paid: { n: 2 } });
    });

    it('is approved by those who may, with a form', async () => {
      const approve = {
        ...{ name: 'approve', type: 'wait', for: 'approval', title: 'Refund of {request.body.amount}' },
        ...{ roles: ['developer'], form: { reason: { type: 'string', required: true } }, outputName: 'approval' },
      };
      await gateway.rule('refund', 'POST', { components: [[approve]], response: { body: '{approval}' } });
      const trx = trxOf(await gateway.call('POST', 'refund', { amount: 5 }));
      const { list } = (await gateway.api<{ list: Record<string, unknown>[] }>('GET', `wait/page?trx=${trx}`)).body
        .data;
      const { since, until: end, ...shown } = list[0] ?? {};
      assert.ok(typeof since === 'string' && typeof end === 'string');
      assert.deepEqual(shown, {
        ...{ trx, component: 'approve', name: 'refund', method: 'POST', for: 'approval' },
        ...{ title: 'Refund of 5', roles: ['developer'], status: 'waiting' },
      });
      const complete = (given: object) => gateway.api('POST', 'wait/complete', { trx, component: 'approve', ...given });
      assert.equal((await complete({})).status, 400);
      assert.equal((await complete({ approved: true, form: {} })).status, 400);
      assert.equal((await complete({ approved: true, form: { reason: 'ok' }, comment: 'c' })).status, 200);
      assert.equal((await complete({ approved: true, form: { reason: 'ok' } })).status, 409);
      await ends(trx);
      const { at, ...output } = (await result(trx)).body;
      assert.ok(typeof at === 'string');
      assert.deepEqual(output, { approved: true, by: 'admin', form: { reason: 'ok' }, comment: 'c' });
    });

    it('ends as broken where it is not approved, or goes on', async () => {
      const approve = { name: 'a', type: 'wait', for: 'approval', title: 't', outputName: 'a' };
      await gateway.rule('no', 'POST', { components: [[approve]] });
      await gateway.rule('on', 'POST', {
        components: [[{ ...approve, onReject: 'continue' }]],
        response: { body: '{a.approved}' },
      });
      const [no, on] = [trxOf(await gateway.call('POST', 'no', {})), trxOf(await gateway.call('POST', 'on', {}))];
      for (const trx of [no, on])
        assert.equal(
          (await gateway.api('POST', 'wait/complete', { trx, component: 'a', approved: false })).status,
          200,
        );
      await ends(no, 'broken');
      await ends(on);
      assert.deepEqual([(await result(no)).status, (await result(no)).body.code], [422, '110008']);
      assert.equal((await result(on)).body, false);
    });

    it('waits for each element of a loop, and calls no other again', async () => {
      upstream.json('/each/start', { ok: true });
      await gateway.rule('each', 'POST', {
        components: [
          [
            {
              ...{ name: 'each', type: 'flow', foreach: '{request.body}', as: 'n', concurrency: 1, outputName: 'each' },
              components: [[{ ...handOut('each', '{callback.pay}'), outputName: 'x' }], [pay]],
              outputData: { n: '{n}', paid: '{paid}' },
            },
          ],
        ],
        response: { body: '{each}' },
      });
      const trx = trxOf(await gateway.call('POST', 'each', [1, 2, 3]));
      const urls = upstream.callsOf('/each/start').map(({ body }) => callbackIn(body));
      assert.equal(new Set(urls).size, 3);
      for (const [index, url] of urls.entries()) assert.equal((await request('POST', url, { index })).status, 200);
      await ends(trx);
      assert.deepEqual(
        (await result(trx)).body,
        [0, 1, 2].map((index) => ({ n: index + 1, paid: { index } })),
      );
      assert.equal(upstream.callsOf('/each/start').length, 3);
    });

    it('counts against the time limit of its flow what ran before it rested', async () => {
      // Each of the two steps takes less than the limit, both take more.
      const slowly = (_: unknown, response: ServerResponse): void =>
        void setTimeout(() => response.writeHead(200).end('{}'), 700);
      for (const step of ['/limited/start', '/limited/end']) upstream.on(step, slowly);
      const end = { name: 'end', type: 'api', method: 'POST', url: `${upstream.url}/limited/end` };
      const inside = [[handOut('limited', '{callback.pay}')], [pay], [end]];
      await gateway.rule('limited', 'POST', {
        components: [[{ name: 'steps', type: 'flow', timeout: 1, components: inside }]],
      });
      const answer = await gateway.call('POST', 'limited', {});
      if (answer.body.status === 'waiting') await request('POST', handedOut('limited'), {});
      await ends(trxOf(answer), 'suspended');
      assert.equal((await result(trxOf(answer))).body.code, '110014');
    });

    it('waits for a time, and rests between two times of until', async () => {
      upstream.json('/poll', { done: false });
      await gateway.rule('times', 'POST', {
        durable: true,
        components: [
          [{ name: 'soon', type: 'wait', for: 'time', seconds: '{request.body.s}', outputName: 'soon' }],
          [
            {
              ...{ name: 'poll', type: 'api', url: `${upstream.url}/poll`, until: '{done} == true', every: 5 },
              outputName: 'poll',
            },
          ],
        ],
        response: { body: '{poll}' },
      });
      const trx = trxOf(await gateway.call('POST', 'times', { s: 0.2 }));
      await upstream.called('/poll');
      await ends(trx, 'waiting');
      const row = await gateway.api<{ list: { component: string; status: string }[] }>('GET', `wait/page?trx=${trx}`);
      assert.deepEqual(
        row.body.data.list.map(({ component, status }) => [component, status]),
        [['soon', 'passed']],
      );
      assert.equal((await gateway.api('POST', 'run/cancel', { trx, reason: 'enough' })).status, 200);
      assert.equal((await stateOf(trx)).body.status, 'cancelled');
    });

    it('replays 202, later the final answer, for its Idempotency-Key', async () => {
      await payment('keyed');
      const headers = { 'idempotency-key': 'k' };
      const first = await gateway.call('POST', 'keyed', {}, headers);
      const again = await gateway.call('POST', 'keyed', {}, headers);
      assert.deepEqual([again.status, again.body], [202, first.body]);
      assert.equal((await request('POST', handedOut('keyed'), { n: 1 })).status, 200);
      await ends(trxOf(first));
      const last = await gateway.call('POST', 'keyed', {}, headers);
      assert.deepEqual(
        [last.status, last.body, last.headers.get('idempotent-replayed')],
        [200, { id: 7, paid: { n: 1 } }, 'true'],
      );
    });

    it('ends a test as waiting, unless what comes is mocked', async () => {
      const rule = { components: [[pay]], response: { body: '{paid.n}' } };
      const tested = (mocks: object) => gateway.api('POST', 'rule/test', { rule, request: {}, mocks });
      const [open, mocked] = [await tested({}), await tested({ pay: { output: { n: 4 } } })];
      assert.equal(open.body.data.status, 'waiting', open.text);
      assert.equal(mocked.body.data.status, 'success', mocked.text);
    });

    it('goes on after its process was killed, with a callback that came before', async () => {
      await payment('killed');
      const trx = trxOf(await gateway.call('POST', 'killed', {}));
      const url = new URL(handedOut('killed'));
      await gateway.kill('SIGKILL');
      gateway = await startGateway({ databaseUrl, dir });
      assert.equal((await request('POST', `${gateway.url}${url.pathname}`, { n: 3 })).status, 200);
      await ends(trx);
      assert.deepEqual((await result(trx)).body, { id: 7, paid: { n: 3 } });
    });
  });
}
