import { StepgateError, wrongField } from '../error.ts';
import type { Json, JsonObject } from '../json.ts';
import { iso } from './component-record.ts';
import type { EngineDeps } from './engine-deps.ts';
import { readState } from './kept-state.ts';
import type { Operator } from './port.ts';
import { isEnded } from './run-status.ts';
import { waitAt } from './wait-place.ts';
import type { WaitAt } from './wait-place.ts';
import type { Completion, GivenToWait, NewWait, Wait, WaitDesk } from './wait-port.ts';

type DeskDeps = Pick<EngineDeps, 'repository' | 'waits' | 'clock' | 'compile' | 'redact'>;

/** @param woken is told which run may go on. */
export function createWaitDesk(deps: DeskDeps, woken: (trx: string) => void): WaitDesk {
  const { repository, waits, clock, compile, redact } = deps;

  /** What a key names in a run that has not ended, and is not undone. */
  async function waitOf(trx: string, key: string): Promise<(WaitAt & Pick<NewWait, 'method' | 'name'>) | undefined> {
    const row = await repository.get(trx);
    if (!row || isEnded(row.status)) return undefined;
    const { rule: document, givenUp } = await readState(row.state);
    if (givenUp) return undefined;
    const found = waitAt(compile(document, row.version).layers, key);
    return found && { ...found, method: document.method, name: document.name };
  }

  async function put(wait: NewWait, completion: Completion, after?: { operator: Operator; line: JsonObject }) {
    const audit = after && {
      ...{ operator: after.operator, action: 'wait.complete', target: wait.trx },
      ...{ before: null, after: after.line },
    };
    if (!(await waits.complete(wait, completion, audit))) throw over(await waits.get(wait.trx, wait.key));
    woken(wait.trx);
  }

  return {
    async calledBack(trx, key, body) {
      const [known, found] = await Promise.all([waits.get(trx, key), waitOf(trx, key)]);
      if (found?.call.for !== 'callback') throw unknown();
      if (known && known.status !== 'waiting') throw over(known);
      const { call, component, method, name } = found;
      const checked = await call.check(await body(), 'request.body');
      if (!checked.ok) throw refused(checked.errors);
      const wait = { trx, key, component, method, name, kind: call.for, title: null, roles: call.roles };
      const completion: Completion = { status: 'done', output: checked.value, by: null };
      await put({ ...wait, since: null, until: null }, completion);
    },

    async complete(trx, component, given, { username, operator }, refuse) {
      const named = (await waits.of(trx)).filter((one) => one.component === component);
      const wait = named.find(({ status }) => status === 'waiting') ?? named.at(-1);
      if (!wait) throw new StepgateError('000404', `run ${trx} has no wait ${component}; GET /wait/page lists them`);
      refuse(wait);
      if (wait.kind === 'time')
        throw new StepgateError('000409', `${component} waits for a time, and goes on by itself when it has come`);
      if (wait.status !== 'waiting') throw over(wait);
      const found = await waitOf(trx, wait.key);
      if (found?.call.for !== wait.kind) throw over(undefined);
      const given_at = iso(clock.now());
      const completion = await completionOf(found.call, given, username, given_at);
      const { approved, comment } = given;
      const line = {
        component,
        ...(approved !== undefined && { approved }),
        ...(comment !== undefined && { comment }),
      };
      await put(wait, completion, { operator, line: redact(line) });
    },
  };
}

/** @throws StepgateError 000400. */
async function completionOf(call: WaitAt['call'], given: GivenToWait, by: string, at: string): Promise<Completion> {
  const { approved, comment = null, form = null, data } = given;
  if (call.for === 'callback') {
    for (const field of ['approved', 'comment', 'form'] as const)
      if (given[field] !== undefined)
        throw wrongField(`request.body.${field}`, 'is for approvals; a callback has data');
    if (data === undefined) throw wrongField('request.body.data', 'is required: what the callback would have brought');
    return { status: 'done', output: await checkedBy(call, data, 'request.body.data'), by };
  }
  if (data !== undefined) throw wrongField('request.body.data', 'is for callbacks; an approval has approved and form');
  if (approved === undefined) throw wrongField('request.body.approved', 'is required: true or false');
  const value = approved && form !== null ? await checkedBy(call, form, 'request.body.form') : form;
  if (approved && form === null) await checkedBy(call, {}, 'request.body.form');
  return { status: approved ? 'done' : 'rejected', output: { approved, by, at, form: value, comment }, by };
}

async function checkedBy({ check }: WaitAt['call'], value: Json, path: string): Promise<Json> {
  const checked = await check(value, path);
  if (!checked.ok) throw refused(checked.errors);
  return checked.value;
}

function refused(errors: NonNullable<StepgateError['errors']>): StepgateError {
  const [first] = errors;
  return new StepgateError('000400', `${first?.path ?? 'request.body'} ${first?.message ?? 'is refused'}`, { errors });
}

function unknown(): StepgateError {
  return new StepgateError('000404', 'no run waits for this callback, or not any more');
}

/** @param wait as it is now. */
function over(wait: Wait | undefined): StepgateError {
  if (wait?.completion) return new StepgateError('000409', `${wait.component} was completed before`);
  if (wait?.kind === 'callback') return unknown();
  return new StepgateError('000409', 'the wait is over: its time has passed, or its run has ended');
}
