import { Type } from 'typebox';
import { newTrx } from '../engine/ids.ts';
import type { RunStartRequest } from '../engine/start-runs.ts';
import { StepgateError, wrongField } from '../error.ts';
import type { Json, JsonObject } from '../json.ts';
import { compileRule } from '../rule/compile.ts';
import { QUEUE_NAME } from '../rule/queue-types.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import type { Caller } from './authenticate.ts';
import { answers, success } from './envelope.ts';
import { AnyObject, Body, Trx } from './field.ts';
import { mayDo } from './role.ts';
import { RuleText, acceptRule, ruleObject } from './rule-document.ts';

const LONGEST_DELAY_S = 31_536_000;

const Given = Type.Object(
  {
    query: Type.Optional(AnyObject),
    header: Type.Optional(AnyObject),
    params: Type.Optional(AnyObject),
    body: Type.Optional(Type.Unknown()),
  },
  { additionalProperties: false, default: {}, description: "passes the rule's checks; params fill its name" },
);

const fields = {
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 512, description: 'of a saved rule, with its method' })),
  method: Type.Optional(Type.String({ default: 'POST' })),
  rule: Type.Optional({ ...RuleText, description: 'one that is saved nowhere, in place of name and method' }),
  request: Given,
  queue: Type.Optional(Type.String({ pattern: QUEUE_NAME, description: "in place of the rule's" })),
  priority: Type.Optional(Type.Integer({ minimum: 0, maximum: 100, description: 'lower comes first' })),
  delay: Type.Optional(Type.Number({ minimum: 0, maximum: LONGEST_DELAY_S, description: 'seconds' })),
  client_id: Type.Optional(Type.String({ pattern: '^[\\x20-\\x7e]{16,128}$' })),
  metadata: Type.Optional(
    Type.Record(Type.String(), Type.String(), {
      description: 'noted of the run, beside what its rule notes; this wins',
    }),
  ),
};

const EXAMPLE = { name: 'demo/user', method: 'POST', request: { body: { phone: '13800000000' } } };

/** Beginning runs without a request. */
export function addStartRunRoute(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'Begin a run that takes its turn in a queue',
    description:
      'Of a saved rule, or, for developers, of one that is only in this request. It is followed at /runs/TRX.',
    body: Body(fields, EXAMPLE),
    response: { 202: answers(Type.Object({ trx: Trx }))[200] },
  };
  app.post('/run', { config: { role: 'operator' }, schema }, async ({ body, caller }, reply) => {
    const { name, method = 'POST', rule, request, delay, client_id: clientId, ...how } = body;
    const trx = newTrx();
    const start: RunStartRequest = {
      ...{ trx, ...how, clientId, request: request as { query?: JsonObject; body?: Json } },
      delayMs: delay === undefined ? undefined : Math.round(delay * 1000),
    };
    if (rule === undefined) {
      if (name === undefined) throw wrongField('request.body.name', 'is required, or a rule');
      await deps.startRuns.ofName(method.toUpperCase(), name, start);
    } else await deps.startRuns.ofRule(await ownRule(deps, rule, name, method, caller), start);
    return reply.code(202).send(success({ trx }));
  });
}

/** @throws StepgateError 000400 it is wrong; 000403 an operator runs what is saved. */
async function ownRule(
  deps: AdminDeps,
  given: string | Readonly<Record<string, unknown>>,
  name: string | undefined,
  method: string,
  { role }: Caller,
) {
  if (!mayDo(role, 'developer'))
    throw new StepgateError('000403', `a rule of one's own needs the role developer, and the caller is ${role}`);
  const document = { name: name ?? 'run', method: method.toUpperCase(), desc: '', rule: ruleObject(given) };
  await acceptRule(document, deps);
  return compileRule(document, 'unsaved');
}
