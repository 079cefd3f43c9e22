import type { FastifyInstance } from 'fastify';
import type { ServerDeps } from './server-deps.ts';

type HealthDeps = Pick<ServerDeps, 'store' | 'clock' | 'migrated' | 'draining'> & {
  readonly sandbox: Pick<ServerDeps['sandbox'], 'status'>;
};

const DATABASE_WAIT_MS = 2000;

interface HealthCheck {
  readonly ok: boolean;
  /** Why not. */
  readonly reason?: string;
}

/** `/health/live`: the process answers. `/health/ready`: it can serve; 503 with what is missing. */
export function addHealthRoutes(app: FastifyInstance, deps: HealthDeps): void {
  app.get('/health/live', () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const checks = {
      database: await database(deps),
      migrations: check(deps.migrated(), 'migrations have not been applied yet'),
      sandbox: sandbox(deps),
      accepting: check(!deps.draining(), 'draining: the process is shutting down'),
    };
    const ready = Object.values(checks).every(({ ok }) => ok);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', checks });
  });
}

function check(ok: boolean, reason: string): HealthCheck {
  return ok ? { ok } : { ok, reason };
}

function sandbox({ sandbox }: HealthDeps): HealthCheck {
  const { ready, reason } = sandbox.status();
  return check(ready, reason ?? 'the sandbox has no process that is ready');
}

/** A database that can be read may take no writes. */
function written(store: ServerDeps['store'], otherwise?: string): HealthCheck {
  const refusal = store.refusal();
  if (refusal !== undefined) return check(false, `the database takes no writes: ${refusal}`);
  return check(otherwise === undefined, otherwise ?? '');
}

async function database({ store, clock }: HealthDeps): Promise<HealthCheck> {
  const stop = new AbortController();
  const late = clock.sleep(DATABASE_WAIT_MS, stop.signal).then(
    () => check(false, `the database has not answered within ${DATABASE_WAIT_MS} ms`),
    () => check(true, ''),
  );
  // The reason goes to any client; the error itself may name a host or a path.
  const asked = store.ping().then(
    () => written(store),
    () => written(store, 'the database does not answer'),
  );
  const first = await Promise.race([asked, late]);
  stop.abort();
  return first;
}
