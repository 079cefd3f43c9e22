import { StepgateError, wrongField } from '../error.ts';
import type { JsonObject } from '../json.ts';
import type { CompiledComponent, CompiledRule } from '../rule/compiled.ts';
import { withCrashLeft } from './crashed.ts';
import { changedMembers, difference } from './difference.ts';
import type { EngineDeps } from './engine-deps.ts';
import type { KeptEdit, KeptView } from './engine.ts';
import { refuseOtherRevision } from './kept-revision.ts';
import { readState, writeState } from './kept-state.ts';
import type { KeptState } from './kept-state.ts';
import { viewKept } from './kept-view.ts';
import { namedIn, unfitting } from './named-parts.ts';
import { unmaskRule } from './patch-kept.ts';
import { dataWith, placeIn, ruleOf } from './plan-kept.ts';
import type { KeptRun, Operator } from './port.ts';
import { isGivenUp } from './refusal.ts';
import { refuseReserved } from './reserved-names.ts';

/**
 * Edits a suspended run before its recovery.
 * @throws StepgateError 000404, 000409 not suspended (any more), 000400 what was edited does not fit, 000403 the data say
 * where secrets are sent.
 */
export async function editKept(deps: EngineDeps, row: KeptRun, edit: KeptEdit, operator: Operator): Promise<void> {
  const { repository, redact } = deps;
  refuseReserved(edit.data ?? {});
  if (row.status !== 'suspended')
    throw new StepgateError('000409', `run ${row.trx} is ${row.status}; only a suspended run can be edited`);
  refuseOtherRevision(row, edit.revision);
  const kept = await readState(row.state);
  if (kept.givenUp && (edit.curStep !== undefined || edit.errNames !== undefined)) throw isGivenUp(row);
  // What its process may have left is noted before what is kept of its layer goes.
  const state = withCrashLeft(deps.compile(kept.rule, row.version), row, kept, deps.environment());
  const next = await edited(deps, row, state, edit);
  const data = changedMembers(state.data, next.state.data);
  const patch = {
    step: next.rule.layers.length,
    curStep: next.curStep,
    version: next.rule.version,
    state: await writeState(next.state),
    // An edit of what was read before this is refused, and does not undo it.
    epoch: row.epoch + 1,
    audit: {
      ...{ operator, action: 'suspend.edit', target: row.trx },
      ...difference(
        noted(viewKept({ ...state, data: data.before }, redact), row.curStep, row.version),
        noted(viewKept({ ...next.state, data: data.after }, redact), next.curStep, next.rule.version),
      ),
    },
  };
  if (!(await repository.checkpoint(row.trx, row.epoch, patch))) {
    throw new StepgateError('000409', `run ${row.trx} is being recovered or has ended; read it again`);
  }
}

/** The run as it is after the edit. */
async function edited(
  deps: EngineDeps,
  row: KeptRun,
  kept: KeptState,
  edit: KeptEdit,
): Promise<{ readonly rule: CompiledRule; readonly curStep: number; readonly state: KeptState }> {
  const { document, version } = await ruleOf(deps, row, kept, edit.version);
  const own = edit.rule && unmaskRule(edit.rule, viewKept({ ...kept, data: {} }, deps.redact).rule, kept.rule.rule);
  const named = own === undefined ? document : { ...kept.rule, rule: own };
  const rule = deps.compile(named, version);
  const data = dataWith(deps, rule, row, kept, edit);
  const { curStep, ...toRun } = placeOf(rule, row, kept, edit);
  return { rule, curStep, state: { ...kept, rule: named, data, ...toRun, edited: editedIn(kept, edit) } };
}

function placeOf(
  rule: CompiledRule,
  row: KeptRun,
  kept: KeptState,
  edit: KeptEdit,
): Pick<KeptState, 'failed' | 'parts'> & { readonly curStep: number } {
  const { curStep = row.curStep, errNames } = edit;
  const isMoved = edit.curStep !== undefined || errNames !== undefined;
  if (edit.version !== undefined && !isMoved) return { curStep, ...placeIn(rule, row, kept) };
  const layer = layerAt(rule, curStep);
  const isSame = curStep === row.curStep;
  const { failed, parts } = isSame ? kept : { failed: null, parts: undefined };
  if (errNames === undefined) {
    const unknown = unfitting(layer, failed, parts);
    if (unknown !== undefined) throw wrongNames(unknown, curStep, layer);
    return { curStep, failed, parts };
  }
  try {
    return { curStep, ...namedIn(errNames, layer, parts) };
  } catch (error) {
    if (error instanceof RangeError) throw wrongNames(error.message, curStep, layer);
    throw error;
  }
}

/** As the admin API shows it. */
function noted({ rule, data, errNames }: KeptView, curStep: number, version: string): JsonObject {
  return { version, rule, data, cur_step: curStep, err_names: errNames };
}

const LOGGED_AS = {
  ...{ data: 'data', rule: 'rule', version: 'version' },
  ...{ curStep: 'cur_step', errNames: 'err_names' },
} as const;

function editedIn({ edited = [] }: KeptState, edit: KeptEdit): string[] {
  const fields = Object.entries(LOGGED_AS).filter(([field]) => edit[field as keyof typeof LOGGED_AS] !== undefined);
  return [...new Set([...edited, ...fields.map(([, name]) => name)])];
}

function layerAt({ layers }: CompiledRule, curStep: number): readonly CompiledComponent[] {
  // One past the last layer: all that is left is the answer.
  if (curStep < 1 || curStep > layers.length + 1) {
    throw wrongField('request.body.cur_step', `is ${curStep}, expected a layer from 1 to ${layers.length + 1}`);
  }
  return layers[curStep - 1] ?? [];
}

function wrongNames(unknown: string, curStep: number, layer: readonly CompiledComponent[]): StepgateError {
  const known = layer.map(({ name }) => name).join(', ') || 'no components';
  return wrongField('request.body.err_names', `names ${unknown}; layer ${curStep} has ${known}`);
}
