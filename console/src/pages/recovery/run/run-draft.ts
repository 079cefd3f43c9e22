import { diagnoseJson, isObject, parseJsonText } from '../../../designer/model/rule-language.ts';
import type { JsonObject } from '../../../designer/model/rule-language.ts';
import { placeAt } from '../../../designer/model/text-place.ts';
import { applyMergePatch, equalJson, mergePatchOf } from './merge-patch.ts';

/** A kept run as texts, as it was read. */
export interface RunTexts {
  readonly revision: number;
  readonly data: string;
  readonly rule: string;
  /** Which components of its layer run again, in full; null: all. */
  readonly errNames: readonly string[] | null;
}

/** An edit of a kept run that is not saved. */
export interface RunDraft {
  /** What the edit began with. */
  readonly base: RunTexts;
  readonly data: string;
  readonly rule: string;
  readonly errNames: readonly string[] | null;
  /** The run goes on with the active version of its rule. */
  readonly isActiveVersion: boolean;
}

/** What keeps an edit from being sent. */
export type DraftProblem =
  | { readonly kind: 'json'; readonly part: 'data' | 'rule'; readonly expected: string; readonly line: number }
  | { readonly kind: 'nulls'; readonly pointers: readonly string[] };

/** What is sent of an edit; nothing is changed: `{}`. */
export interface RunChange {
  readonly data?: JsonObject;
  /** As text: numbers of many digits keep them. */
  readonly rule?: string;
  readonly version?: 'active';
  readonly err_names?: readonly string[];
}

/** A kept run as texts. */
export function textsOf(run: {
  readonly revision: number;
  readonly data: unknown;
  readonly rule: unknown;
  readonly err_names: readonly string[] | null;
}): RunTexts {
  const { revision, data, rule, err_names: errNames } = run;
  return { revision, data: jsonText(data ?? {}), rule: jsonText(rule ?? {}), errNames };
}

/** As the editors show JSON. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** An edit that has changed nothing yet. */
export function startDraft(base: RunTexts): RunDraft {
  return { base, data: base.data, rule: base.rule, errNames: base.errNames, isActiveVersion: false };
}

/** Whether anything is to be saved. */
export function isChanged(draft: RunDraft): boolean {
  return draft.isActiveVersion || isDataChanged(draft) || isRuleChanged(draft) || isAgainChanged(draft);
}

/** Whether the data are others; only written otherwise does not count. */
export function isDataChanged({ base, data }: RunDraft): boolean {
  return !sameText(base.data, data);
}

/** Whether the run's own rule is another one. */
export function isRuleChanged({ base, rule, isActiveVersion }: RunDraft): boolean {
  return !isActiveVersion && !sameText(base.rule, rule);
}

/** Whether other components run again. */
export function isAgainChanged({ base, errNames }: RunDraft): boolean {
  return errNames !== null && errNames.toSorted().join('\n') !== base.errNames?.toSorted().join('\n');
}

/** What is sent, or what keeps it from being sent. */
export function changeOf(draft: RunDraft): { readonly change: RunChange; readonly problems: readonly DraftProblem[] } {
  const problems: DraftProblem[] = [];
  const data = isDataChanged(draft) ? dataPatch(draft, problems) : undefined;
  const rule = isRuleChanged(draft) ? draft.rule : undefined;
  if (rule !== undefined) readPart('rule', rule, problems);
  const change = {
    ...(data !== undefined && { data }),
    ...(rule !== undefined && { rule }),
    ...(draft.isActiveVersion && { version: 'active' as const }),
    ...(draft.errNames !== null && isAgainChanged(draft) && { err_names: draft.errNames }),
  };
  return { change, problems };
}

/** The edit, on what the run is now: only what was changed is put into it. Undefined: it cannot be sent as it is. */
export function rebased(draft: RunDraft, now: RunTexts): RunDraft | undefined {
  const edited = readObject(draft.data);
  if (edited === undefined) return undefined;
  const { patch, nulls } = mergePatchOf(readObject(draft.base.data) ?? {}, edited);
  // They would be lost.
  if (nulls.length > 0) return undefined;
  const data = isDataChanged(draft) ? jsonText(applyMergePatch(readObject(now.data), patch)) : now.data;
  const rule = draft.isActiveVersion || isRuleChanged(draft) ? draft.rule : now.rule;
  const errNames = isAgainChanged(draft) ? draft.errNames : now.errNames;
  return { base: now, data, rule, errNames, isActiveVersion: draft.isActiveVersion };
}

/** A JSON object; undefined: the text is none. */
export function readObject(text: string): JsonObject | undefined {
  if (diagnoseJson(text) !== undefined) return undefined;
  const value = parseJsonText(text);
  return isObject(value) ? value : undefined;
}

function dataPatch({ base, data }: RunDraft, problems: DraftProblem[]): JsonObject | undefined {
  const edited = readPart('data', data, problems);
  if (edited === undefined) return undefined;
  const { patch, nulls } = mergePatchOf(readObject(base.data) ?? {}, edited);
  if (nulls.length > 0) problems.push({ kind: 'nulls', pointers: nulls });
  return patch;
}

function readPart(part: 'data' | 'rule', text: string, problems: DraftProblem[]): JsonObject | undefined {
  const found = diagnoseJson(text);
  const value = found === undefined ? readObject(text) : undefined;
  if (value !== undefined) return value;
  const expected = found?.expected ?? 'an object';
  problems.push({ kind: 'json', part, expected, line: placeAt(text, found?.offset ?? 0).line });
  return undefined;
}

function sameText(a: string, b: string): boolean {
  if (a === b) return true;
  const [left, right] = [readObject(a), readObject(b)];
  return left !== undefined && right !== undefined && equalJson(left, right);
}

/** Drafts of another form are not read: the program that wrote them was another release. */
const FORM = 2;

/** The key under which an edit is kept for the time of a session. */
export function runDraftKey(trx: string, userId: number): string {
  return `stepgate.recovery ${userId} ${trx}`;
}

/** A draft as text to be kept. */
export function writeRunDraft(draft: RunDraft): string {
  return JSON.stringify({ form: FORM, ...draft });
}

/** Reads a draft back; undefined: there is none, or none of this form. */
export function readRunDraft(stored: string | null): RunDraft | undefined {
  const found = readObject(stored ?? '');
  if (found?.form !== FORM || !isObject(found.base)) return undefined;
  const { base, data, rule, errNames, isActiveVersion } = found as unknown as RunDraft;
  const texts = [base.data, base.rule, data, rule].every((one) => typeof one === 'string');
  if (!texts || typeof base.revision !== 'number') return undefined;
  return { base, data, rule, errNames, isActiveVersion };
}
