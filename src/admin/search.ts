import { Type } from 'typebox';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { answers, success } from './envelope.ts';
import { Nullable, Query } from './field.ts';

const MOST = 10;

const Found = Type.Object({
  run: Nullable(
    Type.Object({
      trx: Type.String(),
      log_id: Type.String(),
      method: Type.String(),
      path: Type.String(),
      status: Type.String(),
    }),
  ),
  rules: Type.Array(Type.Object({ method: Type.String(), name: Type.String() }), { description: `at most ${MOST}` }),
  scripts: Type.Array(Type.Object({ name: Type.String() }), { description: `at most ${MOST}` }),
});

/** From a trx or a log id to its run, and from a part of a name to active rules and scripts. */
export function addSearchRoute(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'The run with this trx or log id, and active rules and scripts by a part of their name',
    querystring: Query({ q: Type.String({ minLength: 1, maxLength: 200, examples: ['register'] }) }),
    response: answers(Found),
  };
  app.get('/search', { config: { role: 'viewer' }, schema }, async ({ query }) => {
    const { registry } = deps;
    const q = query.q.trim();
    const rules = best(registry.names(), q);
    const scripts = best(
      registry.scriptNames().map((name) => ({ name })),
      q,
    );
    return success({ run: await runOf(deps, q), rules, scripts });
  });
}

/** Those whose name begins so come first. */
function best<T extends { readonly name: string }>(all: readonly T[], q: string): T[] {
  const part = q.toLowerCase();
  const found = all.filter(({ name }) => name.toLowerCase().includes(part));
  const begins = ({ name }: T) => Number(name.toLowerCase().startsWith(part));
  return found.sort((a, b) => begins(b) - begins(a)).slice(0, MOST);
}

async function runOf({ store }: AdminDeps, id: string) {
  const kept = await store.runs.find(id);
  if (kept) {
    const { trx, logId: log_id, method, path, status } = kept;
    return { trx, log_id, method, path, status };
  }
  for (const filter of [{ trx: id }, { logId: id }]) {
    const [head] = (await store.runLogs.page(filter, { count: 1 })).list;
    if (head) return head as { trx: string; log_id: string; method: string; path: string; status: string };
  }
  return null;
}
