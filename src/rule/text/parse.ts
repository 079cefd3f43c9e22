import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import type { ErrorDetail } from '../../error.ts';
import { diagnoseJson } from '../../json-diagnostic.ts';
import type { JsonDiagnostic } from '../../json-diagnostic.ts';
import { isNested } from '../../json.ts';
import { endOfString, parseJsonText, parseScanned, scanJson } from '../../json-text.ts';
import { segmentsOf } from '../json-pointer.ts';
import { isMergeKey, startOf, yamlDiagnostics } from './yaml-diagnostics.ts';

/** A place in a text, both from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** A text that was read, or what keeps it from being read. */
export type ParsedText =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** Where a diagnostic's pointer leads; of a member that is missing, where it would be. */
      readonly locate: (pointer: string) => TextPosition;
    }
  | { readonly ok: false; readonly errors: readonly ErrorDetail[] };

/** The core schema whatever a directive says, and no tags beyond it. */
const YAML = { version: '1.2', schema: 'core', resolveKnownTags: false, uniqueKeys: false } as const;

/**
 * Reads a rule file's text: strict JSON, or YAML 1.2 of which JSON can be made, anchors and `<<` included. A repeated key
 * is an error.
 */
export function parseRuleText(source: string, format: 'json' | 'yaml'): ParsedText {
  const text = source.replace(/^\uFEFF/, '');
  return (format === 'json' ? parseJson(text) : undefined) ?? parseWithPlaces(text, format);
}

/** Deeper ones are left to the parser that says where they are too deep. */
const DEEPEST = 500;

/**
 * JSON in which no key stands twice, which most files are: some ten times as fast as with its places (measured), which are
 * looked up when somebody asks for one. Undefined for all else.
 */
function parseJson(text: string): ParsedText | undefined {
  const { hasLongNumber, tooDeepAt } = scanJson(text, DEEPEST);
  if (tooDeepAt >= 0) return undefined;
  let value: unknown;
  try {
    value = parseScanned(text, hasLongNumber);
  } catch {
    return undefined;
  }
  if (keysIn(text) !== membersIn(value)) return undefined;
  let located: ParsedText | undefined;
  return {
    ok: true,
    value,
    locate(pointer) {
      located ??= parseWithPlaces(text, 'json');
      return located.ok ? located.locate(pointer) : { line: 1, column: 1 };
    },
  };
}

const COLON = /\s*:/y;

/** How many keys JSON text has. */
function keysIn(text: string): number {
  let keys = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) {
    at = endOfString(text, at + 1);
    COLON.lastIndex = at + 1;
    if (COLON.test(text)) keys++;
  }
  return keys;
}

/** How many members the objects in a value have. */
function membersIn(value: unknown): number {
  if (!isNested(value)) return 0;
  const inner = Array.isArray(value) ? value : Object.values(value);
  return inner.reduce<number>((sum, one) => sum + membersIn(one), Array.isArray(value) ? 0 : inner.length);
}

function parseWithPlaces(text: string, format: 'json' | 'yaml'): ParsedText {
  const lines = new LineCounter();
  // YAML contains JSON, so that one parser gives the places in both.
  const isYaml = format === 'yaml';
  const document = parseDocument(text, { ...YAML, lineCounter: lines, merge: isYaml });
  const diagnostic = isYaml ? undefined : diagnoseJson(text);
  if (diagnostic !== undefined)
    return failed([{ message: messageOf(text, diagnostic), ...placeAt(lines, diagnostic.offset) }]);
  const diagnostics = yamlDiagnostics(document);
  if (diagnostics.length > 0) {
    return failed(diagnostics.map(({ offset, message }) => ({ message, ...placeAt(lines, offset) })));
  }
  const locate = (pointer: string) => placeAt(lines, offsetOf(document, pointer));
  // How much the aliases make of it is known already.
  const value: unknown = isYaml ? document.toJS({ maxAliasCount: -1 }) : parseJsonText(text);
  return { ok: true, value, locate };
}

function messageOf(text: string, { offset, expected }: JsonDiagnostic): string {
  const got = /^(?:[\w.+-]+|[^]?)/u.exec(text.slice(offset, offset + 40))?.[0] ?? '';
  return `expected ${expected}, got ${got === '' ? 'the end of the text' : JSON.stringify(got)}`;
}

function failed(errors: readonly ErrorDetail[]): ParsedText {
  return { ok: false, errors: errors.map((error) => ({ severity: 'error', pointer: '', ...error })) };
}

function placeAt(lines: LineCounter, offset: number): TextPosition {
  const { line, col } = lines.linePos(offset);
  // An empty text has no lines yet.
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

type Yaml = Document.Parsed;

/** The start of the deepest node on the pointer's way. */
function offsetOf(document: Yaml, pointer: string): number {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const segment of segmentsOf(inDocument(pointer, document))) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = memberOf(node, segment, document);
      if (pair === undefined) break;
      offset = startOf(pair.key);
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(segment)];
      if (node === undefined) break;
      offset = startOf(node);
    } else break;
  }
  return offset;
}

/** The member of a map, its own or one that `<<` puts in. */
function memberOf(map: YAMLMap, name: string, document: Yaml): Pair | undefined {
  const own = map.items.find(({ key }) => isScalar(key) && key.value === name);
  if (own !== undefined) return own;
  const resolved = (one: unknown): unknown => (isAlias(one) ? one.resolve(document) : one);
  const source = resolved(map.items.find(({ key }) => isMergeKey(key))?.value);
  for (const part of isSeq(source) ? source.items.map(resolved) : [source]) {
    const member = isMap(part) ? memberOf(part, name, document) : undefined;
    if (member !== undefined) return member;
  }
  return undefined;
}

const OWN_FIELDS: ReadonlySet<string> = new Set(['', '$schema', 'name', 'method', 'desc']);

/** Diagnostics point into the rule, or to the document's own fields. */
function inDocument(pointer: string, document: Yaml): string {
  const [field = ''] = segmentsOf(pointer);
  const isOwn = (OWN_FIELDS.has(field) || document.has(field)) && !document.hasIn(['rule', field]);
  return isOwn ? pointer : `/rule${pointer}`;
}
