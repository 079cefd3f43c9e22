import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { testDatabases } from '../fixture/databases.ts';
import { openEvents, openSocket, shown } from '../fixture/events.ts';
import type { ReceivedEvent } from '../fixture/events.ts';
import { startGateway, temporaryDir } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

for (const database of testDatabases()) {
  describe(`the events of a run, on ${database.name}`, { skip: database.skip }, () => {
    let one: Gateway;
    let other: Gateway;
    let upstream: Upstream;
    let dir: string;
    let databaseUrl: string;
    before(async () => {
      upstream = await startUpstream();
      dir = await temporaryDir();
      databaseUrl = (await database.create()) ?? `sqlite:${join(dir, 'events.db')}`;
      one = await startGateway({ databaseUrl, dir, env: { STEPGATE_METRICS_OPEN: 'true' } });
      other = await startGateway({ databaseUrl, dir, env: { STEPGATE_CORS_ORIGINS: 'http://shop.test' } });
    });
    after(async () => {
      await one.stop();
      await other.stop();
      await upstream.close();
      await database.drop();
      await rm(dir, { recursive: true });
    });

    /** Components whose calls are answered when the test says so. */
    function held(rule: string): {
      call: (name: string, extra?: object) => object;
      answer: (name: string) => Promise<void>;
    } {
      const waiting = new Map<string, ServerResponse[]>();
      return {
        call(name, extra = {}) {
          const path = `/${rule}/${name}`;
          upstream.on(path, (_, response) => void waiting.set(name, [...(waiting.get(name) ?? []), response]));
          return { name, type: 'api', method: 'POST', url: `${upstream.url}${path}`, ...extra };
        },
        async answer(name) {
          await until(() => (waiting.get(name)?.length ?? 0) > 0);
          waiting.get(name)?.shift()?.setHeader('content-type', 'application/json').end('{}');
        },
      };
    }
    /** All but the progress, which is told between them. */
    const steps = (events: readonly ReceivedEvent[]): string[] =>
      shown(events.filter(({ event }) => event !== 'progress'));
    const percentages = (events: readonly ReceivedEvent[]): unknown[] => [
      ...new Set(events.filter(({ event }) => event === 'progress').map(({ data }) => data.percentage)),
    ];
    const metricsOf = async (gateway: Gateway): Promise<string> => (await fetch(`${gateway.url}/metrics`)).text();
    const begin = async (name: string, on = one): Promise<string> =>
      String((await on.call('POST', name, {}, { prefer: 'wait=0' })).headers.get('trx'));
    const eventsOf = (gateway: Gateway, trx: string, headers: Record<string, string> = {}, query = '') =>
      openEvents(`${gateway.url}/runs/${trx}/events${query}`, headers);

    it('are the state, then what happens, then the end', async () => {
      const { call, answer } = held('plain');
      const components = [[call('a'), { ...call('b'), condition: '1 == 2' }], [call('c')]];
      await one.rule('plain', 'POST', { durable: true, components });
      const trx = await begin('plain');
      await upstream.called('/plain/a');
      const stream = await eventsOf(one, trx);
      assert.deepEqual(
        [stream.status, stream.headers.get('content-type'), stream.headers.get('trx')],
        [200, 'text/event-stream', trx],
      );
      await until(() => stream.events.length === 2);
      await answer('a');
      await answer('c');
      await stream.over;
      assert.deepEqual(steps(stream.events), [
        ...['status running'],
        ...['component a success', 'layer 1 success', 'layer 2 running', 'component c running'],
        ...['component c success', 'layer 2 success', 'status success', 'end success'],
      ]);
      assert.deepEqual(percentages(stream.events), [33, 66, 99, 100]);
      assert.equal(shown(stream.events)[1], 'progress 33');
      const { data } = stream.events[1] ?? {};
      assert.deepEqual(data, {
        ...{ percentage: 33, total_steps: 3, completed_steps: 0, failed_steps: 0, skipped_steps: 1 },
        ...{ current: ['layer-1/a'], message: null },
      });
      const ended = stream.events.find(({ event, data: { status } }) => event === 'component' && status === 'success');
      assert.equal(typeof ended?.data.ms, 'number');
      assert.equal(new Set(stream.events.slice(1).map(({ id }) => id)).size, stream.events.length - 1);
    });

    it('come from another process, too', async () => {
      const { call, answer } = held('elsewhere');
      await one.rule('elsewhere', 'POST', { durable: true, components: [[call('a')], [call('b')]] });
      await until(async () => (await other.call('GET', 'elsewhere')).status === 405);
      const trx = await begin('elsewhere');
      await upstream.called('/elsewhere/a');
      const stream = await eventsOf(other, trx);
      await until(() => stream.events.length >= 2);
      await answer('a');
      await until(() => shown(stream.events).includes('component b running'));
      await answer('b');
      await stream.over;
      assert.deepEqual(steps(stream.events), [
        ...['status running', 'component a success', 'layer 1 success', 'layer 2 running'],
        ...['component b running', 'component b success', 'layer 2 success'],
        ...['status success', 'end success'],
      ]);
    });

    it('go on where a connection was lost, on another process, while it runs and when it has ended', async () => {
      const { call, answer } = held('lost');
      await one.rule('lost', 'POST', { durable: true, components: [[call('a')], [call('b')], [call('c')]] });
      const trx = await begin('lost');
      await upstream.called('/lost/a');
      const first = await eventsOf(one, trx);
      await until(() => first.events.length >= 2);
      await answer('a');
      await until(() => shown(first.events).includes('layer 1 success'));
      first.leave();
      const at = first.events.findIndex(({ event }) => event === 'layer');
      const seen = first.events.slice(0, at + 1);
      const last = { 'last-event-id': String(seen.at(-1)?.id) };
      const second = await eventsOf(other, trx, last);
      await until(() => shown(second.events).includes('component b running'));
      await answer('b');
      await answer('c');
      await second.over;
      const rest = [
        ...['layer 2 running', 'component b running', 'component b success', 'layer 2 success'],
        ...['layer 3 running', 'component c running', 'component c success', 'layer 3 success'],
        ...['status success', 'end success'],
      ];
      assert.deepEqual(steps(second.events), rest);
      for (const gateway of [one, other]) {
        const again = await eventsOf(gateway, trx, {}, `?after=${last['last-event-id']}`);
        await again.over;
        assert.deepEqual(again.events, second.events);
        const over = await eventsOf(gateway, trx, { 'last-event-id': String(second.events.at(-1)?.id) });
        assert.equal(over.status, 204);
      }
    });

    it('begin with the state where the id is unknown, and of a run that has ended', async () => {
      upstream.json('/quick', {});
      const call = { name: 'quick', type: 'api', method: 'POST', url: `${upstream.url}/quick` };
      await one.rule('quick', 'POST', { durable: true, components: [[call]] });
      const trx = String((await one.call('POST', 'quick', {})).headers.get('trx'));
      for (const id of [undefined, 'nonsense', `${trx.slice(-8)}.1.99.running`, `${'0'.repeat(8)}.1.1.running`]) {
        const stream = await eventsOf(other, trx, id === undefined ? {} : { 'last-event-id': id });
        await stream.over;
        assert.deepEqual(shown(stream.events), ['status success', 'progress 100', 'end success']);
      }
      const unknown = await eventsOf(one, `TRX${'0'.repeat(32)}`);
      assert.equal(unknown.status, 404);
    });

    it('go on over a suspension and a recovery by another process', async () => {
      const { call, answer } = held('mended');
      upstream.json('/mended/down', {}, 500);
      const down = { name: 'down', type: 'api', method: 'POST', url: `${upstream.url}/mended/down` };
      await one.rule('mended', 'POST', { durable: true, components: [[call('a')], [down]] });
      const trx = await begin('mended');
      await upstream.called('/mended/a');
      const stream = await eventsOf(one, trx);
      await until(() => stream.events.length >= 2);
      await answer('a');
      await until(() => shown(stream.events).includes('status suspended'));
      upstream.json('/mended/down', {});
      await other.api('POST', 'suspend/recover', { trx });
      await stream.over;
      const all = steps(stream.events);
      assert.deepEqual(all.slice(all.indexOf('component down failed')), [
        ...['component down failed', 'layer 2 failed', 'status suspended', 'status recovering'],
        ...['layer 2 running', 'component down running', 'component down success'],
        ...['layer 2 success', 'status success', 'end success'],
      ]);
    });

    it('say how far a script, a flow and a loop are, to another process, too', async () => {
      const { call, answer } = held('parts');
      await one.script(
        'far',
        `async function handler(ctx, input) {
          ctx.progress(0.25, 'a quarter');
          await ctx.request({ url: input.url, method: 'POST' });
          ctx.progress(0.1);
        }`,
      );
      call('go');
      const far = { name: 'far', type: 'script', url: 'far', input: { url: `${upstream.url}/parts/go` } };
      const flow = { name: 'flow', type: 'flow', components: [[call('x')], [call('y')]] };
      const loop = { ...call('loop'), foreach: '{request.body.list}', concurrency: 1 };
      await one.rule('parts', 'POST', { durable: true, components: [[far], [flow], [loop]] });
      const answered = await one.call('POST', 'parts', { list: [1, 2] }, { prefer: 'wait=0' });
      const trx = String(answered.headers.get('trx'));
      await upstream.called('/parts/go');
      await until(async () => {
        const { percentage, message } = (
          (await (await fetch(`${other.url}/runs/${trx}`)).json()) as {
            progress: { percentage: number; message: string | null };
          }
        ).progress;
        return percentage === 8 && message === 'a quarter';
      });
      const stream = await eventsOf(other, trx);
      await until(() => stream.events.length >= 2);
      for (const name of ['go', 'x', 'y', 'loop', 'loop']) await answer(name);
      await stream.over;
      assert.deepEqual(percentages(stream.events), [8, 33, 50, 66, 83, 99, 100]);
      const names = stream.events.filter(({ event }) => event === 'component').map(({ data }) => data.name);
      for (const name of ['far', 'flow', 'flow/x', 'flow/y', 'loop', 'loop[0]', 'loop[1]'])
        assert.ok(names.includes(name), name);
      assert.equal(stream.events.findLast(({ event }) => event === 'progress')?.data.message, 'a quarter');
    });

    it('come over a WebSocket, which closes with 1000', async () => {
      const { call, answer } = held('socket');
      await one.rule('socket', 'POST', { durable: true, components: [[call('a')], [call('b')]] });
      const trx = await begin('socket');
      await upstream.called('/socket/a');
      const url = `${one.url}/runs/${trx}/events`;
      const first = await openSocket<ReceivedEvent>(url);
      await until(() => first.messages.length === 2);
      assert.match(await metricsOf(one), /^stepgate_live_connections 1$/m);
      await answer('a');
      await until(() => shown(first.messages).includes('component b running'));
      first.close();
      await first.closed;
      const after = first.messages.find(({ event }) => event === 'layer')?.id ?? '';
      const second = await openSocket<ReceivedEvent>(`${other.url}/runs/${trx}/events?after=${after}`);
      await answer('b');
      assert.equal(await second.closed, 1000);
      assert.deepEqual(steps(second.messages), [
        ...['layer 2 running', 'component b running', 'component b success', 'layer 2 success', 'status success'],
        'end success',
      ]);
      await assert.rejects(openSocket(`${one.url}/runs/TRX${'0'.repeat(32)}/events`));
    });

    it('are told of a queued run from the beginning, and to pages that may call it', async () => {
      upstream.json('/queued/a', {});
      const a = { name: 'a', type: 'api', method: 'POST', url: `${upstream.url}/queued/a` };
      await one.rule('queued', 'POST', { queue: { delay: 1 }, components: [[a]] });
      const begun = await one.call('POST', 'queued', {}, { prefer: 'respond-async' });
      const stream = await eventsOf(other, String(begun.headers.get('trx')), { origin: 'http://shop.test' });
      assert.equal(stream.headers.get('access-control-allow-origin'), 'http://shop.test');
      await stream.over;
      assert.deepEqual(steps(stream.events), [
        ...['status queued', 'status running', 'layer 1 running', 'component a running', 'component a success'],
        ...['layer 1 success', 'status success', 'end success'],
      ]);
    });

    it('end with the process, so that the client goes on elsewhere', async () => {
      const { call, answer } = held('left');
      await one.rule('left', 'POST', { durable: true, components: [[call('a')]] });
      const third = await startGateway({ databaseUrl, dir });
      const trx = await begin('left');
      await upstream.called('/left/a');
      const stream = await eventsOf(third, trx);
      await until(() => stream.events.length >= 2);
      await third.stop();
      await stream.over;
      const rest = await eventsOf(one, trx, { 'last-event-id': String(stream.events.at(-1)?.id) });
      await answer('a');
      await rest.over;
      assert.deepEqual(shown(rest.events).slice(-1), ['end success']);
      assert.deepEqual(shown(rest.events)[0], 'component a success');
    });
  });
}
