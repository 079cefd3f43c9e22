import { Type } from 'typebox';
import type { Percentiles as PercentilesOf, RuleStats } from '../store/store.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { answers, success } from './envelope.ts';
import { Nullable, Query, span, spanOf } from './field.ts';

const percentileFields = {
  count: Type.Integer(),
  p50: Nullable(Type.Number()),
  p95: Nullable(Type.Number()),
  p99: Nullable(Type.Number()),
};

const Stats = Type.Object({
  name: Type.String(),
  method: Type.String(),
  runs: Type.Integer(),
  by_status: Type.Record(Type.String(), Type.Integer(), { description: 'runs by status' }),
  error_rate: Type.Number({ description: '0 to 1' }),
  answer: Type.Object(percentileFields, { description: 'milliseconds until the client was answered' }),
  components: Type.Array(Type.Object({ layer: Type.Integer(), name: Type.String(), ...percentileFields })),
});

/** How the recorded runs of each rule went. */
export function addStatsRoute(app: AdminApp, { store }: AdminDeps): void {
  const schema = {
    summary: 'Per rule: runs by status, error rate, durations of the answer and of each component',
    querystring: Query({ ...span, name: Type.Optional(Type.String({ description: "a rule's name" })) }),
    response: answers(Type.Object({ list: Type.Array(Stats) })),
  };
  app.get('/stats', { config: { role: 'viewer' }, schema }, async ({ query }) => {
    const { name } = query;
    const found = await store.runLogs.stats({ ...spanOf(query), ...(name !== undefined && { name }) });
    return success({ list: found.map(shown) });
  });
}

function shown({ name, method, runs, byStatus, errorRate, answer, components }: RuleStats) {
  return {
    name,
    method,
    runs,
    by_status: { ...byStatus } as Record<string, number>,
    error_rate: errorRate,
    answer: percentiles(answer),
    components: components.map((component) => ({
      layer: component.layer,
      name: component.name,
      ...percentiles(component),
    })),
  };
}

function percentiles({ count, p50, p95, p99 }: PercentilesOf) {
  return { count, p50, p95, p99 };
}
