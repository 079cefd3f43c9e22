import { Type } from 'typebox';
import type { Json } from '../json.ts';
import { isObject } from '../json.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { answers, success } from './envelope.ts';
import { AnyObject, Body, Language, Nullable, OneOf } from './field.ts';
import { acceptScript } from './script.ts';

const Mocks = Type.Unsafe<readonly Json[] | { readonly requests?: readonly Json[] }>({
  type: ['array', 'object'],
  description: 'answers of `ctx.request` in order, as a list or as {"requests": […]}',
  properties: { requests: { type: 'array' } },
  additionalProperties: false,
});

const EXAMPLE = {
  script: [
    'async function handler(ctx, input) {',
    "  const answer = await ctx.request({ url: 'https://users.example.com/' + input.id });",
    '  return { hello: answer.name };',
    '}',
    '',
  ].join('\n'),
  input: { id: 'u42' },
  mocks: [{ name: 'Grace' }],
};

/** Running a script that need not be saved, its calls answered from mocks. */
export function addScriptTestRoute(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'Run a script with mocks; no call leaves, nothing is stored',
    body: Body(
      {
        script: Type.String(),
        language: Type.Optional(Language),
        input: Type.Optional(Type.Unknown()),
        mocks: Type.Optional(Mocks),
      },
      EXAMPLE,
    ),
    response: answers(
      Type.Object({
        status: OneOf(['success', 'failed', 'broken', 'suspended']),
        output: Type.Unknown(),
        error: Nullable(AnyObject),
        logs: Type.Array(AnyObject),
        steps: Type.Array(AnyObject),
        warnings: Type.Array(Type.String()),
        request_logs: Type.Array(AnyObject),
        run_time: Type.Number({ description: 'milliseconds' }),
      }),
    ),
  };
  app.post('/script/test', { config: { role: 'developer' }, schema }, async ({ body }) => {
    const { script, language = 'js', input = null, mocks = [] } = body;
    await acceptScript(deps, script, language);
    const requests = isObject(mocks) ? ((mocks as { requests?: readonly Json[] }).requests ?? []) : mocks;
    const tested = await deps.testScript({ source: script, language }, input as Json, requests);
    const { error, logs, steps, warnings, request_logs } = tested;
    return success({
      ...tested,
      error: error && { ...error },
      logs: logs.map((line) => ({ ...line })),
      steps: steps.map((step) => ({ ...step })),
      warnings: [...warnings],
      request_logs: request_logs.map((request) => ({ ...request })),
    });
  });
}
