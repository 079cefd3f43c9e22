import { StepgateError, toStepgateError } from '../error.ts';
import type { JsonObject } from '../json.ts';
import type { CompiledRule, RuleDocument } from '../rule/compiled.ts';
import { givenUpByCrash } from './crashed.ts';
import { changedMembers, difference } from './difference.ts';
import type { EngineDeps } from './engine-deps.ts';
import type { KeptChange } from './engine.ts';
import { readState, writeState } from './kept-state.ts';
import type { KeptState } from './kept-state.ts';
import { unfitting } from './named-parts.ts';
import { patchData } from './patch-kept.ts';
import type { AuditLine, KeptRun, KeptRunPatch, Operator } from './port.ts';
import { mostRecoveries } from './recover-at.ts';
import { refuseRedirect } from './redirected.ts';
import type { RedirectDeps } from './redirected.ts';

export type PlanDeps = Pick<EngineDeps, 'compile' | 'findRule'> & RedirectDeps;

/** A kept run as it goes on. */
export interface KeptPlan {
  readonly rule: CompiledRule;
  readonly version: string;
  /** The data as they were. */
  readonly before: JsonObject;
  /** With the rule, the data and the components that have to run. */
  readonly state: KeptState;
  /** Of the row that it was made from. */
  readonly epoch: number;
}

/**
 * How a kept run goes on with an operator's change. Changes nothing.
 * @throws StepgateError 000400 the data; 000403 the data say where secrets are sent; 000404 there is no such version;
 * 000409 the layer or its components are not in it.
 */
export async function planKept(deps: PlanDeps, row: KeptRun, change: KeptChange): Promise<KeptPlan> {
  const kept = await readState(row.state);
  const { document, version } = await ruleOf(deps, row, kept, change.version);
  const rule = deps.compile(document, version);
  const toRun = change.version === undefined ? {} : placeIn(rule, row, kept);
  const data = dataWith(deps, rule, row, kept, change);
  const state = { ...kept, rule: document, data: rule.restore(data), ...toRun };
  return { rule, version, before: kept.data, state, epoch: row.epoch };
}

/**
 * The data that a kept run goes on with, or is kept with from now on.
 * @throws StepgateError 000400 they do not fit; 000403 they say where secrets are sent.
 */
export function dataWith(
  deps: RedirectDeps,
  rule: CompiledRule,
  row: KeptRun,
  kept: KeptState,
  change: Pick<KeptChange, 'data' | 'mayRedirect'>,
): JsonObject {
  const data = patchData(kept.data, change.data ?? {}, deps.redact);
  if (data !== kept.data && change.mayRedirect !== true) refuseRedirect(deps, rule, row, kept.data, data);
  return data;
}

/** The rule that a kept run goes on with: `active`, the version that is named, or as it is kept. */
export async function ruleOf(
  deps: PlanDeps,
  row: KeptRun,
  { rule: kept }: KeptState,
  named: string | undefined,
): Promise<{ readonly document: RuleDocument; readonly version: string }> {
  if (named === undefined) return { document: kept, version: row.version };
  const called = `${kept.method} ${kept.name}`;
  const found = await deps.findRule({ name: kept.name, method: kept.method }, named);
  if (!found && named === 'active')
    throw new StepgateError('000409', `${called} has no active version; activate one, or name a version`);
  if (!found) throw new StepgateError('000404', `there is no version ${named} of a rule`);
  const { document, version } = found;
  if (document.name !== kept.name || document.method !== kept.method) {
    const other = `${document.method} ${document.name}`;
    throw new StepgateError('000409', `version ${version} is one of ${other}, and run ${row.trx} is one of ${called}`);
  }
  try {
    deps.compile(document, version);
  } catch (error) {
    throw new StepgateError('000409', `version ${version} does not compile: ${toStepgateError(error).message}`);
  }
  return { document, version };
}

/**
 * The components of the kept layer that have to run, in another version of the rule.
 * @throws StepgateError 000409 the layer, or one of them, is not in it.
 */
export function placeIn(rule: CompiledRule, row: KeptRun, kept: KeptState): Pick<KeptState, 'failed' | 'parts'> {
  const { version, layers } = rule;
  const cannot = (reason: string): StepgateError =>
    new StepgateError(
      '000409',
      `run ${row.trx} cannot go on with version ${version}: ${reason}; set cur_step and err_names with the version, or keep the run's own rule`,
    );
  const layer = layers[row.curStep - 1];
  // All layers of its own rule had ended: what the other one has more is still to be run.
  const { failed, parts } = kept;
  if (row.curStep > row.step && row.curStep <= layers.length + 1) return { failed: layer ? null : failed, parts };
  if (!layer) throw cannot(`it stands at layer ${row.curStep}, and that version has ${layers.length}`);
  const unknown = unfitting(layer, failed, parts);
  const names = layer.map(({ name }) => name).join(', ');
  if (unknown !== undefined) throw cannot(`${unknown} of layer ${row.curStep} has to run, and there it has ${names}`);
  return { failed, parts };
}

/** What the audit log says of a recovery: what it changes, and with which version it goes on. */
export function recoveryAudit(
  trx: string,
  operator: Operator,
  row: KeptRun | undefined,
  plan: KeptPlan | undefined,
  redact: EngineDeps['redact'],
): AuditLine {
  const line = { operator, action: 'suspend.recover', target: trx };
  if (!row || !plan) return { ...line, before: null, after: null };
  const changed = changedMembers(plan.before, plan.state.data);
  const was = { version: row.version, data: redact(changed.before) };
  const { before, after } = difference(was, { version: plan.version, data: redact(changed.after) });
  return { ...line, before, after: { ...after, version: plan.version } };
}

/** What of a kept run changes with the version that it goes on with. */
export async function patchOfPlan({ rule, version, state }: KeptPlan): Promise<KeptRunPatch> {
  return { version, step: rule.layers.length, state: await writeState(state) };
}

/** Logs that a run goes on without an operator: no entry of the audit log says so. */
function noteRecovery(note: EngineDeps['note'], row: KeptRun, { rule, version }: KeptPlan): void {
  const { trx, logId, cause, curStep: layer, recoverCount: recovery } = row;
  const fields = { trx, logId, rule: `${rule.method} ${rule.name}`, version, cause, layer, recovery };
  const most = rule.recover?.max ?? 0;
  note('info', fields, `a suspended run is recovered by itself, as its rule says: recovery ${recovery} of ${most}`);
}

/**
 * How a run goes on by itself: it is undone where it was recovered so as often as its rule says, and that says so then.
 * @throws StepgateError 000409 an operator decides.
 */
export function goesOnByItself(
  { environment, note }: Pick<EngineDeps, 'environment' | 'note'>,
  row: KeptRun,
  plan: KeptPlan,
): KeptPlan {
  const { rule, state } = plan;
  const { trx, recoverCount } = row;
  if (recoverCount <= mostRecoveries(rule, state)) {
    noteRecovery(note, row, plan);
    return plan;
  }
  const undone = givenUpByCrash(rule, row, state, environment());
  if (undone) return { ...plan, state: undone };
  throw new StepgateError('000409', `run ${trx} was recovered as often as its rule says; an operator decides now`);
}
