import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { ComponentExecutor, ResolvedTransform } from '../engine/port.ts';
import { parseAnyJson } from '../large/parse-large.ts';
import { stringify } from '../large/stringify.ts';
import type { TransformCall } from '../rule/compiled.ts';
import type { Sandbox, SandboxHost } from '../sandbox/sandbox.ts';

/** An expression asks nothing of the gateway, and logs nothing. */
const NO_HOST: SandboxHost = {
  call: () => Promise.reject(new Error('a transform asks nothing of the gateway')),
  log: () => undefined,
  warn: () => undefined,
  begunAnew: () => undefined,
  logsDropped: () => undefined,
};

/** Evaluates the expressions of transforms in the sandbox. */
export function createTransformExecutor(
  sandbox: Pick<Sandbox, 'run'>,
): ComponentExecutor<TransformCall, ResolvedTransform> {
  return {
    resolve: ({ expression, input }, scope) => ({
      type: 'transform',
      expression,
      input: input?.evaluate(scope) ?? null,
    }),
    async execute({ expression, input }, { run, component, timeoutMs, signal }) {
      const outcome = await sandbox.run({
        script: { name: component, version: versionOf(expression), source: expression, language: 'jsonata' },
        input: stringify(input),
        ...{ trx: run.trx, logId: run.logId, timeoutMs, signal, host: NO_HOST },
      });
      if (outcome.kind !== 'value') return outcome;
      const output = parseAnyJson(outcome.json);
      return { kind: 'value', result: { body: output instanceof Promise ? await output : output } };
    },
  };
}

/** Each expression is hashed once, not with each call. */
const MOST_KNOWN = 500;
const versions = new LRUCache<string, string>({ max: MOST_KNOWN });

/** The same for all elements of a loop, and whatever rule it stands in: it has been parsed before, and has proven itself. */
function versionOf(expression: string): string {
  const version = versions.get(expression) ?? createHash('sha256').update(expression).digest('base64url');
  versions.set(expression, version);
  return version;
}
