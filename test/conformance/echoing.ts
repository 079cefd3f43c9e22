import assert from 'node:assert/strict';
import type { Gateway, Reply } from '../fixture/gateway.ts';

/** What a 400 says of each field that failed. */
export type Errors = { path: string; message: string }[];

/** A response that gives the request back, as the rule sees it. */
export const echo = {
  body: {
    query: '{request.query}',
    params: '{request.params}',
    body: '{request.body}',
    method: '{request.method}',
    path: '{request.path}',
  },
};

/** Saves rules that take a request like `spec` and give it back. */
export function echoing(gateway: () => Gateway) {
  return (name: string, method: string, spec: unknown, more: Record<string, unknown> = {}): Promise<void> =>
    gateway().rule(name, method, { request: spec, response: echo, ...more });
}

/** The fields that a refused request was told of. */
export function paths(reply: Reply): string[] {
  assert.deepEqual([reply.status, reply.body.code], [400, '000400'], reply.text);
  return (reply.body.errors as Errors).map(({ path }) => path).sort();
}
