import { StepgateError } from '../../error.ts';
import type { Json } from '../../json.ts';
import { textOf } from '../../large/stringify.ts';
import type { RequestContext, Template } from '../compiled.ts';
import type { Diagnostics } from '../diagnostics.ts';
import { member } from '../json-pointer.ts';
import { createValidator, type Validate } from '../json-schema/validate.ts';
import { readerOf } from '../path.ts';
import { contextSyntax } from '../placeholder.ts';
import { refuseSecrets } from '../rule-secrets.ts';
import type { FieldRule, FieldRules } from '../schema/field-rule.ts';
import { compileTemplate } from '../template.ts';
import { fieldOptions } from './field-options.ts';
import { fieldSchema } from './field-schema.ts';
import type { Section } from './sections.ts';

/** The keywords that options of field rules become; what is looked at first says why a value is refused. */
const KEYWORDS = {
  type: ['type'],
  min: ['minimum'],
  max: ['maximum'],
  minLen: ['minLength', 'minItems'],
  maxLen: ['maxLength', 'maxItems'],
  enum: ['enum'],
  pattern: ['pattern'],
  format: ['format'],
} as const;

/** What a field says of a value that it refuses, by the option that refuses it. */
interface OwnMessage {
  readonly refuses: (value: Json) => boolean;
  readonly message: Template;
}

/** A field, or a field in which others lie. */
interface Node {
  readonly own: readonly OwnMessage[];
  readonly members: ReadonlyMap<string, Node>;
  readonly element: Node | undefined;
}

/** The rule's own message for a value of `request` that is refused, by its path; undefined: it has none. */
export type MessageOf = (keys: readonly (string | number)[], request: RequestContext) => string | undefined;

/** Compiles the `messages` of field rules. Undefined: there are none, as in most rules. */
export function compileMessages(
  sections: readonly Section[],
  pointer: string,
  diagnostics: Diagnostics,
): MessageOf | undefined {
  const nodes = sections.map(
    ({ name, fields }) => [name, membersOf(fields, member(pointer, name), diagnostics)] as const,
  );
  const known = new Map(nodes.filter(([, members]) => members.size > 0));
  if (known.size === 0) return undefined;
  return ([section, ...keys], request) => {
    const members = known.get(section as Section['name']);
    const node = members && nodeAt({ own: [], members, element: undefined }, keys);
    const value = readerOf([section ?? '', ...keys])(request);
    const found = node?.own.find(({ refuses }) => refuses(value));
    return found && textFrom(found.message, request);
  };
}

function membersOf(fields: FieldRules, pointer: string, diagnostics: Diagnostics): Map<string, Node> {
  const members = new Map<string, Node>();
  for (const [name, rule] of Object.entries(fields)) {
    const node = nodeOf(rule, member(pointer, name), diagnostics);
    if (node) members.set(name, node);
  }
  return members;
}

function nodeOf(rule: FieldRule, pointer: string, diagnostics: Diagnostics): Node | undefined {
  const all = ownMessages(rule, pointer, diagnostics);
  const isSlice = rule.type === 'slice';
  const members =
    rule.type === 'object'
      ? membersOf(rule.attribute ?? {}, member(pointer, 'attribute'), diagnostics)
      : new Map<string, Node>();
  const items = isSlice && rule.items ? nodeOf(rule.items, member(pointer, 'items'), diagnostics) : undefined;
  // A slice's `enum` is about its elements.
  const ofElements = isSlice ? all.filter(([option]) => option === 'enum').map(([, own]) => own) : [];
  const own = all.filter(([option]) => !isSlice || option !== 'enum').map(([, one]) => one);
  const element =
    items || ofElements.length > 0
      ? { members: new Map<string, Node>(), element: undefined, ...items, own: [...(items?.own ?? []), ...ofElements] }
      : undefined;
  return own.length > 0 || members.size > 0 || element ? { own, members, element } : undefined;
}

function ownMessages(rule: FieldRule, pointer: string, diagnostics: Diagnostics): (readonly [string, OwnMessage])[] {
  const messages: Readonly<Record<string, string>> = rule.messages ?? {};
  const template = (option: string): Template => {
    const compiled = compileTemplate(
      messages[option] ?? '',
      member(pointer, 'messages', option),
      contextSyntax,
      diagnostics,
    );
    refuseSecrets(compiled.placeholders, diagnostics);
    return compiled;
  };
  const given = Object.keys(messages);
  const required = given.includes('required')
    ? [['required', { refuses: isAbsent, message: template('required') }] as const]
    : [];
  const options = (Object.keys(KEYWORDS) as (keyof typeof KEYWORDS)[]).filter((option) => given.includes(option));
  return [
    ...required,
    ...options.map((option) => [option, { refuses: refusesBy(rule, option), message: template(option) }] as const),
  ];
}

function isAbsent(value: Json): boolean {
  return value === null;
}

function refusesBy(rule: FieldRule, option: keyof typeof KEYWORDS): (value: Json) => boolean {
  const whole = rule.type === 'slice' && option === 'enum' ? { enum: rule.enum ?? [] } : fieldSchema(rule);
  const names: readonly string[] = KEYWORDS[option];
  const schema = Object.fromEntries(Object.entries(whole).filter(([name]) => names.includes(name)));
  // A pattern that is refused at save cannot be compiled.
  let validate: Validate | undefined;
  return (value) => value !== null && (validate ??= createValidator(schema, fieldOptions))(value).length > 0;
}

function nodeAt(root: Node, keys: readonly (string | number)[]): Node | undefined {
  let node: Node | undefined = root;
  for (const key of keys) node = typeof key === 'number' ? node?.element : node?.members.get(key);
  return node;
}

/** A template that fails leaves the gateway's own message. */
function textFrom(message: Template, request: RequestContext): string | undefined {
  try {
    return textOf(message.evaluate({ request }));
  } catch (error) {
    if (error instanceof StepgateError) return undefined;
    throw error;
  }
}
