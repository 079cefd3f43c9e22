import { isLongNumber } from '../../api/json.ts';
import type { LongNumber } from '../../api/json.ts';

/** A rule as its file holds it, the same that `stepgate import` and the folder of rules take. */
export interface RuleFile {
  readonly name: string;
  readonly method: string;
  readonly desc?: string;
  readonly rule: Readonly<Record<string, unknown>>;
}

export type FileFormat = 'json' | 'yaml';

/** What a file holds, or why it cannot be read; with the line where there is one. */
export type ReadRuleFile =
  | { readonly ok: true; readonly rule: RuleFile }
  | { readonly ok: false; readonly errors: readonly { readonly message: string; readonly line?: number }[] };

/** By the ending of a file's name; undefined: neither JSON nor YAML. */
export function formatOf(fileName: string): FileFormat | undefined {
  if (/\.json$/i.test(fileName)) return 'json';
  return /\.ya?ml$/i.test(fileName) ? 'yaml' : undefined;
}

/** Reads the text of a rule's file as the gateway does. */
export async function readRuleFile(text: string, format: FileFormat): Promise<ReadRuleFile> {
  const { parseRuleText } = await import('../../../../src/rule/text/parse.ts');
  const parsed = parseRuleText(text, format);
  if (!parsed.ok) return { ok: false, errors: parsed.errors };
  const errors = wrongFields(parsed.value);
  return errors.length === 0 ? { ok: true, rule: ownFields(parsed.value as RuleFile) } : { ok: false, errors };
}

/** The text of a rule's file. Fields of the rule keep their order. */
export async function ruleFileText(file: RuleFile, format: FileFormat): Promise<string> {
  const content = ownFields(file);
  if (format === 'json') return `${JSON.stringify(content, null, 2)}\n`;
  const { stringify } = await import('yaml');
  return stringify(content, { lineWidth: 100, aliasDuplicateObjects: false, customTags: [LONG_NUMBER] });
}

/** As a body of the REST API, whose document says of a rule only that it is an object. */
export function bodyOf({ rule, ...fields }: RuleFile) {
  return { ...fields, rule: rule as Record<string, never> };
}

/** `api/v1/users/:id` and `GET`: `api.v1.users.%3Aid.GET.yaml`, which every file system takes. */
export function ruleFileName({ name, method }: Pick<RuleFile, 'name' | 'method'>, format: FileFormat): string {
  // The prefix itself has no segments.
  const segments = (name === '/' ? [name] : name.split('/')).map(fileSegment);
  return `${segments.join('.')}.${method}.${format}`;
}

function fileSegment(segment: string): string {
  return encodeURIComponent(segment).replaceAll('*', '%2A').replace(/^\./, '%2E');
}

/** A number that a double would round is written as it came. */
const LONG_NUMBER = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: isLongNumber,
  resolve: Number,
  test: /^(?!)/,
  stringify: ({ value }: { readonly value: unknown }): string => (value as LongNumber).rawJSON,
} as const;

function ownFields({ name, method, desc = '', rule }: RuleFile): RuleFile {
  return { name, method, ...(desc !== '' && { desc }), rule };
}

function wrongFields(value: unknown): { readonly message: string }[] {
  if (!isObject(value)) return [{ message: 'expected an object with name, method and rule' }];
  const texts = ['name', 'method'].filter((field) => typeof value[field] !== 'string');
  return [
    ...texts.map((field) => ({ message: `${field}: expected a text` })),
    ...(isObject(value.rule) ? [] : [{ message: 'rule: expected an object' }]),
    ...(value.desc === undefined || typeof value.desc === 'string' ? [] : [{ message: 'desc: expected a text' }]),
  ];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
