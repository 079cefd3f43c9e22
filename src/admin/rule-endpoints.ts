import { Type } from 'typebox';
import { keepsLog } from '../engine/run-record.ts';
import type { RuleEndpoint } from '../store/store.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { PageOf, answers, paged } from './envelope.ts';
import { Nullable, Query, Time, paging, span, time } from './field.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const Endpoint = Type.Object({
  method: Type.String(),
  name: Type.String(),
  desc: Type.String({ description: 'of the active version, else of the newest' }),
  active_version: Nullable(Type.String()),
  versions: Type.Integer({ description: 'how many there are' }),
  updated_at: Time,
  last_called_at: Nullable(Type.String({ format: 'date-time', description: 'null: no run log says so' })),
  runs: Nullable(Type.Integer({ description: 'that have a run log; null: the rule records none, and none is known' })),
  error_rate: Nullable(Type.Number({ description: '0 to 1; null: no runs are known' })),
});

/** Rules by method and name, with what is known of their runs. */
export function addRuleEndpointsRoute(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'Rules by method and name, with their versions, last call and error rate',
    querystring: Query({
      page: paging.page,
      count: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
      after: Type.Optional(
        Type.String({ pattern: '^[A-Z]+ ', description: '`next` of an answer with the same filters' }),
      ),
      name: Type.Optional(Type.String({ description: 'prefix of the name' })),
      q: Type.Optional(Type.String({ minLength: 1, description: 'part of the name, in any case' })),
      method: Type.Optional(Type.String()),
      start: Type.Optional(
        Type.String({ ...span.start, description: 'runs count from its full hour on; without: 24 hours ago' }),
      ),
    }),
    response: answers(Type.Intersect([PageOf(Endpoint), Type.Object({ since: Time })])),
  };
  app.get('/rule/endpoints', { config: { role: 'viewer' }, schema }, async ({ query }) => {
    const { name, q, method, start } = query;
    const filter = {
      ...(name !== undefined && { name }),
      ...(q !== undefined && { part: q }),
      ...(method !== undefined && { method: method.toUpperCase() }),
    };
    const begin = start === undefined ? deps.clock.now() - DAY_MS : Date.parse(start);
    const since = Math.floor(begin / HOUR_MS) * HOUR_MS;
    const found = await deps.store.rules.endpoints(filter, query, since);
    const answer = paged(found, query, (one) => shown(deps, one));
    return { ...answer, data: { ...answer.data, since: time(since) } };
  });
}

function shown({ registry }: AdminDeps, endpoint: RuleEndpoint) {
  const { method, name, desc, activeVersion, versions, updatedAt, lastCalledAt, runs, errors } = endpoint;
  const isRecorded = (): boolean => {
    const rule = activeVersion === null ? undefined : registry.rule(activeVersion);
    return rule !== undefined && keepsLog(rule);
  };
  return {
    ...{ method, name, desc, versions },
    active_version: activeVersion,
    updated_at: time(updatedAt),
    last_called_at: lastCalledAt === null ? null : time(lastCalledAt),
    runs: runs > 0 || isRecorded() ? runs : null,
    error_rate: runs === 0 ? null : errors / runs,
  };
}
