import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startServer } from '../gateway/start-server.ts';

interface Series {
  step: number;
  list: { at: string; value: unknown }[];
}

it('series of several metrics have an object at each point; what cannot be is refused', async (t) => {
  const server = await startServer();
  t.after(() => server.close());
  await server.rule('GET', 'seen', { record: true, response: { body: 1 } });
  await server.call('GET', 'seen');
  await server.app.runLogs.flush();
  const read = (query: string) => server.api<Series>('GET', `stats/series?${query}`);
  const { step, list } = (await read('metric=runs')).body.data;
  assert.equal(step, 60);
  assert.ok(list.length >= 60 && list.length <= 62);
  assert.equal(
    list.reduce((sum, { value }) => sum + Number(value), 0),
    1,
  );
  const several = (await read('metric=runs_by_status,error_rate,p95&name=seen')).body.data.list;
  const seen = several.map(({ value }) => value as { runs_by_status: object; error_rate: number | null });
  assert.deepEqual(
    seen.filter(({ error_rate }) => error_rate !== null).map((one) => [one.runs_by_status, one.error_rate]),
    [[{ success: 1 }, 0]],
  );
  const wrong = await read('metric=cpu');
  assert.match(wrong.body.msg, /metric names cpu; expected runs, runs_by_status/);
  const start = new Date(Date.now() - 86_400_000).toISOString();
  assert.match((await read(`metric=runs&start=${start}&step=1`)).body.msg, /more than 1500 points; take at least 58/);
  const errors = await server.api<{ list: unknown[]; more: boolean }>('GET', 'stats/errors');
  assert.deepEqual(errors.body.data, { list: [], more: false });
});
