import { parseJson } from '../../api/json.ts';
import { asObject, asText } from '../../designer/model/json-value.ts';
import { isList } from '../../designer/model/rule-language.ts';
import type { Json, JsonObject } from '../../designer/model/rule-language.ts';
import type { TextKey } from '../../i18n/en.ts';

/** How a field of a form is filled in; `json`: a list, or an object whose members have no rules. */
export type FormKind = 'text' | 'number' | 'bool' | 'choice' | 'json' | 'group';

/** A text that says what a field takes. */
export interface FormHint {
  readonly key: TextKey;
  readonly values: Readonly<Record<string, string>>;
}

/** A field of a form, as a field rule says it. */
export interface FormField {
  /** Behind the form, as the gateway writes it: `.address.city`. */
  readonly path: string;
  readonly name: string;
  readonly kind: FormKind;
  readonly required: boolean;
  /** What it takes. */
  readonly hints: readonly FormHint[];
  /** Of a choice. */
  readonly choices: readonly string[];
  /** Of a group. */
  readonly fields: readonly FormField[];
  readonly rule: JsonObject;
}

/** What is in the fields: texts, or whether a box is ticked; by path. A field that nobody touched is not there. */
export type FormDraft = Readonly<Record<string, string | boolean>>;

/** Why a field cannot be sent. */
export type FormProblem = 'waits.required' | 'waits.notJson';

const SIMPLE = /^[\w$@#-]+$/;

/** The fields of a form. @param rules field rules by name. */
export function formFields(rules: JsonObject, around = ''): readonly FormField[] {
  return Object.entries(rules).map(([name, json]) => {
    const rule = asObject(json) ?? {};
    const path = around + (SIMPLE.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`);
    const kind = kindOf(rule);
    return {
      ...{ path, name, kind, rule },
      required: rule.required === true,
      hints: hintsOf(rule),
      choices: kind === 'choice' ? valuesOf(rule).map(textOf) : [],
      fields: kind === 'group' ? formFields(asObject(rule.attribute) ?? {}, path) : [],
    };
  });
}

function kindOf(rule: JsonObject): FormKind {
  const type = asText(rule.type);
  if (type === 'bool') return 'bool';
  if (type === 'object') return Object.keys(asObject(rule.attribute) ?? {}).length > 0 ? 'group' : 'json';
  if (type === 'slice') return 'json';
  if (valuesOf(rule).length > 0) return 'choice';
  return type === 'string' ? 'text' : 'number';
}

function valuesOf({ enum: values }: JsonObject): readonly Json[] {
  return isList(values) ? values : [];
}

function hintsOf(rule: JsonObject): readonly FormHint[] {
  const { type, format, pattern, min, max, minLen, maxLen } = rule;
  const kind = TYPE_HINTS[asText(type) ?? ''];
  return [
    ...(kind === undefined ? [] : [{ key: kind, values: {} }]),
    ...boundsOf('waits.hint', min, max),
    ...boundsOf(type === 'slice' ? 'waits.hintItems' : 'waits.hintLength', minLen, maxLen),
    ...[format, pattern].flatMap((one) => {
      const what = asText(one);
      return what === undefined ? [] : [{ key: 'waits.hintIs' as const, values: { what } }];
    }),
  ];
}

const TYPE_HINTS: Readonly<Record<string, TextKey>> = {
  ...{ int: 'waits.hintInt', bigint: 'waits.hintInt', float: 'waits.hintNumber' },
  ...{ slice: 'waits.hintList', object: 'waits.hintObject' },
};

type Bounds = 'waits.hint' | 'waits.hintItems' | 'waits.hintLength';

function boundsOf(bounds: Bounds, from: Json | undefined, to: Json | undefined): readonly FormHint[] {
  const [min, max] = [from ?? '', to ?? ''].map(textOf) as [string, string];
  if (min === '' && max === '') return [];
  const key = min === '' ? `${bounds}Max` : max === '' ? `${bounds}Min` : `${bounds}Between`;
  return [{ key: key as TextKey, values: { min, max } }];
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What a field shows: what was typed, else the rule's default. */
export function shownIn(draft: FormDraft, { path, rule, kind }: FormField): string | boolean {
  const typed = draft[path];
  if (typed !== undefined) return typed;
  if (kind === 'bool') return rule.default === true;
  return rule.default === undefined || rule.default === null ? '' : textOf(rule.default);
}

/** What is sent of a form, and what is wrong with it, by path. */
export function formOf(
  fields: readonly FormField[],
  draft: FormDraft,
): { readonly form: Record<string, unknown>; readonly problems: Readonly<Record<string, FormProblem>> } {
  const problems: Record<string, FormProblem> = {};
  const entries = fields.flatMap((field) => {
    const value = valueOf(field, draft, problems);
    return value === undefined ? [] : [[field.name, value] as const];
  });
  return { form: Object.fromEntries(entries), problems };
}

/** Undefined: the field is empty. */
function valueOf(field: FormField, draft: FormDraft, problems: Record<string, FormProblem>): unknown {
  const { kind, required, path, rule } = field;
  if (kind === 'group') {
    const inside = formOf(field.fields, draft);
    const isEmpty = Object.keys(inside.form).length === 0;
    if (isEmpty && !required) return undefined;
    Object.assign(problems, inside.problems);
    return inside.form;
  }
  const shown = shownIn(draft, field);
  if (typeof shown === 'boolean') return required || draft[path] !== undefined || shown ? shown : undefined;
  if (shown.trim() === '') {
    if (required) problems[path] = 'waits.required';
    return undefined;
  }
  if (kind === 'text') return shown;
  if (kind === 'choice') return valuesOf(rule).find((value) => textOf(value) === shown);
  try {
    return parseJson(shown);
  } catch {
    // The gateway says what a number has to be.
    if (kind === 'number') return shown;
    problems[path] = 'waits.notJson';
    return undefined;
  }
}

/**
 * What the gateway refused, by the path of the field that it is about: the innermost one that there is.
 * @param root of the form in the request. @param errors of the refusal.
 */
export function refusedFields(
  fields: readonly FormField[],
  root: string,
  errors: readonly { readonly path?: string; readonly message: string }[],
): Readonly<Record<string, string>> {
  const paths = allPaths(fields);
  const found = errors.flatMap(({ path = '', message }) => {
    const at = path.startsWith(root) ? path.slice(root.length) : undefined;
    const field = paths.findLast((one) => at !== undefined && isAt(at, one));
    return field === undefined ? [] : [[field, message] as const];
  });
  return Object.fromEntries(found);
}

/** Whether a path is that of a field, or leads into it. */
function isAt(path: string, field: string): boolean {
  return path === field || (path.startsWith(field) && /^[.[]/.test(path.slice(field.length)));
}

/** Those around before those inside. */
function allPaths(fields: readonly FormField[]): string[] {
  return fields.flatMap(({ path, fields: inside }) => [path, ...allPaths(inside)]);
}
