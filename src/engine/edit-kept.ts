import { StepgateError } from '../error.ts';
import type { Json, JsonObject } from '../json.ts';
import type { CompiledRule } from '../rule/compiled.ts';
import type { EngineDeps } from './engine-deps.ts';
import type { KeptEdit, KeptView } from './engine.ts';
import { readState, writeState } from './kept-state.ts';
import type { KeptState } from './kept-state.ts';
import { unmasked, viewKept } from './kept-view.ts';
import type { Operator } from './port.ts';
import { refuseReserved } from './reserved-names.ts';

/**
 * Edits a suspended run before its recovery.
 * @throws StepgateError 000404, 000409 not suspended (any more), 000400 what was edited does not fit.
 */
export async function editKept(deps: EngineDeps, id: number, edit: KeptEdit, operator: Operator): Promise<void> {
  const { keeper, compile, redact } = deps;
  refuseReserved(edit.data ?? {});
  const row = await keeper.getById(id);
  if (!row) throw new StepgateError('000404', `no suspension has the id ${id}`);
  if (row.status !== 'suspended')
    throw new StepgateError('000409', `run ${row.trx} is ${row.status}; only a suspended run can be edited`);
  const state = readState(row.state);
  const kept = { rule: state.rule.rule, data: state.data };
  const shown = viewKept(state, redact);
  const edited = (part: 'rule' | 'data'): JsonObject =>
    edit[part] === undefined ? kept[part] : (unmasked(edit[part], shown[part], kept[part]) as JsonObject);
  const rule = { ...state.rule, rule: edited('rule') };
  // What is edited are the outputs: whoever gives only those does not mean a run without its request.
  const data = { request: kept.data.request ?? null, ...edited('data') };
  const compiled = compile(rule, row.version);
  const curStep = edit.curStep ?? row.curStep;
  const failed = edit.errNames ?? (curStep === row.curStep ? state.failed : null);
  checkPlace(compiled, curStep, failed ?? []);
  const next = { ...state, rule, data, failed, edited: editedIn(state, edit) };
  const patch = {
    step: compiled.layers.length,
    curStep,
    state: writeState(next),
    // Whoever edits what was read before this is refused, and does not undo it.
    epoch: row.epoch + 1,
    audit: {
      ...{ operator, action: 'suspend.edit', target: row.trx },
      ...{ before: noted(shown, row.curStep), after: noted(viewKept(next, redact), curStep) },
    },
  };
  if (!(await keeper.checkpoint(row.trx, row.epoch, patch))) {
    throw new StepgateError('000409', `run ${row.trx} is being recovered or has ended; read it again`);
  }
}

/** As the admin API shows it. */
function noted({ rule, data, errNames }: KeptView, curStep: number): Json {
  return { rule, data, cur_step: curStep, err_names: errNames };
}

const LOGGED_AS = { data: 'data', rule: 'rule', curStep: 'cur_step', errNames: 'err_names' } as const;

function editedIn({ edited = [] }: KeptState, edit: KeptEdit): string[] {
  const fields = Object.keys(edit) as (keyof KeptEdit)[];
  return [...new Set([...edited, ...fields.map((field) => LOGGED_AS[field])])];
}

function checkPlace({ layers }: CompiledRule, curStep: number, names: readonly string[]): void {
  // One past the last layer: all that is left is the answer.
  if (curStep < 1 || curStep > layers.length + 1) {
    throw refused('request.body.cur_step', `is ${curStep}, expected a layer from 1 to ${layers.length + 1}`);
  }
  const known = (layers[curStep - 1] ?? []).map(({ name }) => name);
  const wrong = names.filter((name) => !known.includes(name));
  if (wrong.length > 0) {
    throw refused(
      'request.body.err_names',
      `names ${wrong.join(', ')}; layer ${curStep} has ${known.join(', ') || 'no components'}`,
    );
  }
}

function refused(path: string, message: string): StepgateError {
  return new StepgateError('000400', `${path} ${message}`, { errors: [{ path, message }] });
}
