import { Type } from 'typebox';
import { ERROR_KINDS } from '../error-kind.ts';
import { WAIT_KINDS } from '../rule/wait-types.ts';
import { AnyObject, NotedOfRun, Nullable, OneOf } from './field.ts';
import { Status } from './kept-run.ts';

const Milliseconds = Type.Number({ description: 'milliseconds' });
const Version = Nullable(Type.String());

/** An error as logs show it. */
export const LoggedError = Type.Object({
  code: Type.String(),
  msg: Type.String(),
  kind: Type.Optional(
    OneOf(ERROR_KINDS, 'refused: the request; business: an upstream, a script or an operator said no'),
  ),
  component: Type.Optional(Nullable(Type.String({ description: 'in full: fulfil/courier, reserve[3]' }))),
  layer: Type.Optional(Nullable(Type.Integer())),
});

const RequestLog = Type.Object({
  url: Type.String(),
  method: Type.String(),
  status_code: Nullable(Type.Integer()),
  start_datetime: Type.String(),
  run_time: Milliseconds,
  error: Nullable(LoggedError),
  answer: Type.Optional(
    Type.Object(
      {
        status: Type.Integer(),
        header: AnyObject,
        body: Type.String({ description: 'the first 4 KiB' }),
      },
      { description: 'where it was refused' },
    ),
  ),
});

const ScriptLogLine = Type.Object({
  level: OneOf(['debug', 'info', 'warn', 'error']),
  datetime: Type.String(),
  message: Type.String(),
});

const StepLog = Type.Object({
  name: Type.String(),
  run_time: Milliseconds,
  error: Nullable(LoggedError),
  remembered: Type.Optional(Type.Literal(true, { description: 'its result was there: it did not run' })),
  steps: Type.Optional(Type.Array(AnyObject, { description: 'those that it began, each as this one' })),
});

const ComponentLog = Type.Object({
  step: Type.Integer({ description: 'its layer, from 1' }),
  action: Type.Integer({ description: 'its place in the layer, from 1' }),
  name: Type.String({ description: 'in full where it is inside another one: fulfil/courier, reserve[0]' }),
  desc: Type.String(),
  type: OneOf(['api', 'rule', 'script', 'transform', 'flow', 'wait']),
  url: Type.String(),
  version: Version,
  input: Type.Unknown(),
  output: Type.Unknown(),
  output_name: Nullable(Type.String()),
  error: Nullable(LoggedError),
  is_skip: Type.Boolean(),
  is_cache: Type.Boolean(),
  ignore_error: Type.Boolean(),
  retry_count: Type.Integer(),
  start_datetime: Type.String(),
  end_datetime: Type.String(),
  run_time: Milliseconds,
  method: Nullable(Type.String()),
  status_code: Nullable(Type.Integer()),
  logs: Type.Array(ScriptLogLine),
  logs_dropped: Type.Optional(Type.Integer()),
  steps: Type.Array(StepLog),
  request_logs: Type.Array(RequestLog),
  layers: Type.Optional(Type.Array(AnyObject, { description: 'of a flow: the layers inside that ran, as step_logs' })),
  items: Type.Optional(Type.Array(AnyObject, { description: 'with foreach: its elements, as component_logs' })),
  items_dropped: Type.Optional(Type.Integer({ description: 'elements that the log does not show' })),
  child: Type.Optional(
    Type.Object({ trx: Type.String(), status: Status }, { description: 'of a rule: the run that it called' }),
  ),
  compensation: Type.Optional(
    Type.Object({}, { additionalProperties: true, description: 'what has undone it, or was to, as a component log' }),
  ),
  wait: Type.Optional(
    Type.Object(
      {
        for: OneOf(WAIT_KINDS),
        since: Nullable(Type.String()),
        until: Nullable(Type.String()),
        by: Nullable(Type.String({ description: 'who completed it' })),
      },
      { description: 'of a wait; the times are null where it was called back before it was reached' },
    ),
  ),
  is_resting: Type.Optional(Type.Literal(true, { description: 'the run rests at it, and goes on there' })),
  attempts: Type.Optional(
    Type.Array(Type.Object({ start_datetime: Type.String(), run_time: Milliseconds, held: Type.Boolean() }), {
      description: 'with until: each time that it ran, and whether the condition held',
    }),
  ),
});

const LayerLog = Type.Object({
  step: Type.Integer({ description: 'from 1' }),
  action_count: Type.Integer(),
  start_datetime: Type.String(),
  end_datetime: Type.String(),
  run_time: Milliseconds,
  error: Nullable(LoggedError),
  component_logs: Type.Array(ComponentLog),
});

const RecoveryLog = Type.Object({
  operator: Type.String(),
  start_datetime: Type.String(),
  end_datetime: Type.String(),
  status: Status,
  changes: Nullable(
    Type.Object({
      data: Type.Optional(Type.Array(Type.String(), { description: 'names that were given to the recovery' })),
      edited: Type.Optional(Type.Array(Type.String(), { description: 'fields that were edited before it' })),
      version: Type.Optional(Type.String({ description: 'the one that it went on with' })),
    }),
  ),
});

const LoggedRequest = Type.Object({
  method: Type.String(),
  path: Type.String(),
  params: Type.Optional(AnyObject),
  query: Type.Optional(AnyObject),
  header: Type.Optional(AnyObject),
  body: Type.Optional(Type.Unknown()),
  ip: Type.Optional(Type.String()),
});

const LoggedResponse = Type.Object({
  status: Type.Integer(),
  header: Type.Optional(AnyObject),
  body: Type.Optional(Type.Unknown()),
});

/** What lists show of a log. */
export const runLogHead = {
  trx: Type.String(),
  log_id: Type.String(),
  method: Type.String(),
  path: Type.String(),
  version: Type.String(),
  metadata: NotedOfRun,
  status: Status,
  step: Type.Integer({ description: 'number of layers' }),
  cur_step: Type.Integer({ description: 'the layer reached' }),
  http_status: Type.Optional(Type.Integer({ description: 'of the answer; none while there is none' })),
  error: Nullable(LoggedError),
  start_datetime: Type.String(),
  resp_datetime: Nullable(Type.String()),
  end_datetime: Nullable(Type.String()),
  resp_time: Nullable(Milliseconds),
  run_time: Nullable(Milliseconds),
  warnings: Type.Optional(
    Type.Array(
      Type.Object({
        layer: Nullable(Type.Integer()),
        component: Nullable(Type.String({ description: 'null: it concerns the answer' })),
        message: Type.String(),
      }),
    ),
  ),
  truncated: Type.Optional(Type.Boolean({ description: 'it was over 1 MiB: its largest values are cut' })),
};

/** The log of a run, as src/engine/run-log.ts has it. Of one over 1 MiB the largest values are cut to texts. */
export const RunLog = Type.Object(
  {
    ...runLogHead,
    parent: Type.Optional(
      Type.Object(
        { trx: Type.String(), component: Type.String({ description: 'in full' }) },
        { description: 'the run that called it, and by which component' },
      ),
    ),
    request: Nullable(LoggedRequest),
    response: Nullable(LoggedResponse),
    step_logs: Type.Array(LayerLog),
    recoveries: Type.Array(RecoveryLog),
  },
  { description: 'one document per run; step_logs holds a layer each, with component_logs' },
);
