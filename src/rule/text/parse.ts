import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { ErrorDetail } from '../../error.ts';
import { parseJsonText } from '../../json-text.ts';
import { segmentsOf } from '../json-pointer.ts';
import { findJsonFault } from './json-fault.ts';
import { keepDigits } from './yaml-number.ts';

/** A place in a text, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A text that was read, or what keeps it from being read. */
export type ParsedText =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** Where a diagnostic's pointer leads; of a member that is missing, where it would be. */
      readonly locate: (pointer: string) => Place;
    }
  | { readonly ok: false; readonly errors: readonly ErrorDetail[] };

/** Reads a rule file's text: strict JSON, or YAML of which JSON can be made. A repeated key is an error. */
export function parseRuleText(source: string, format: 'json' | 'yaml'): ParsedText {
  const text = source.replace(/^\uFEFF/, '');
  const lines = new LineCounter();
  // YAML contains JSON, so that one parser gives the places in both.
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const fault = format === 'json' ? findJsonFault(text) : undefined;
  if (fault !== undefined) return failed([{ message: fault.message, ...placeAt(lines, fault.offset) }]);
  const errors = faultsOf(document, lines);
  if (errors.length > 0) return failed(errors);
  const locate = (pointer: string) => placeAt(lines, offsetOf(document, pointer));
  if (format === 'json') return { ok: true, value: parseJsonText(text), locate };
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 100 }), locate };
  } catch (error) {
    return failed([{ message: error instanceof Error ? error.message : String(error), line: 1, column: 1 }]);
  }
}

function failed(errors: readonly ErrorDetail[]): ParsedText {
  return { ok: false, errors: errors.map((error) => ({ severity: 'error', pointer: '', ...error })) };
}

function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  // An empty text has no lines yet.
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

type Yaml = Document.Parsed;

function faultsOf(document: Yaml, lines: LineCounter): ErrorDetail[] {
  const faults: ErrorDetail[] = [...document.errors, ...document.warnings].map((error) => ({
    message: error.message.replace(/ at line \d+, column \d+:[^]*$|; please use YAML\..*$/, ''),
    ...placeAt(lines, error.pos[0]),
  }));
  visit(document, {
    Pair(_, { key }) {
      if (!isScalar(key)) faults.push({ message: 'a key must be a text', ...placeAt(lines, startOf(key)) });
    },
    Scalar(key, node) {
      keepDigits(node, key === 'key');
      const isJson = typeof node.value !== 'number' || Number.isFinite(node.value);
      if (!isJson) faults.push({ message: 'the number has no place in JSON', ...placeAt(lines, startOf(node)) });
    },
  });
  return faults;
}

/** The start of the deepest node on the pointer's way. */
function offsetOf(document: Yaml, pointer: string): number {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const segment of segmentsOf(inDocument(pointer, document))) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === segment);
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

const OWN_FIELDS: ReadonlySet<string> = new Set(['', '$schema', 'name', 'method', 'desc']);

/** Diagnostics point into the rule, or to the document's own fields. */
function inDocument(pointer: string, document: Yaml): string {
  const [field = ''] = segmentsOf(pointer);
  const isOwn = (OWN_FIELDS.has(field) || document.has(field)) && !document.hasIn(['rule', field]);
  return isOwn ? pointer : `/rule${pointer}`;
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
