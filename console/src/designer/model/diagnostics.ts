import { COMPONENTS, type DesignerDocument, pointerOf, positionOf } from './document.ts';
import { isWithin } from './flows.ts';
import { memberOf, valueAt } from './json-value.ts';
import { rangeOf, type TextRange } from './json-ranges.ts';
import { type Diagnostic, segmentsOf } from './rule-language.ts';

/** What `POST /api/v1/rule/check` answers in `data`. */
export interface CheckResult {
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

/** A diagnostic with its place in the document. */
export interface PlacedDiagnostic extends Diagnostic {
  /** Leads into the document: `/rule/components/0/1/url`. */
  readonly documentPointer: string;
  /** `request`, `response`, `document`, or the id of a card. */
  readonly node: string;
  /** The pointer within the node: `/url`; empty for the node itself. */
  readonly field: string;
}

const OWN_FIELDS = ['', '$schema', 'name', 'method', 'desc'];

/**
 * A diagnostic's pointer, which leads into the rule or to a field of the document itself, as one into the document.
 */
export function documentPointer(document: DesignerDocument, pointer: string): string {
  const [field = ''] = segmentsOf(pointer);
  const isOwn = OWN_FIELDS.includes(field) || memberOf(document.json, field) !== undefined;
  return isOwn && valueAt(document.json, `/rule/${field}`) === undefined ? pointer : `/rule${pointer}`;
}

/** Puts diagnostics to their nodes, errors first. */
export function placeDiagnostics(document: DesignerDocument, { errors, warnings }: CheckResult): PlacedDiagnostic[] {
  return [...errors, ...warnings].map((diagnostic) => {
    const pointer = documentPointer(document, diagnostic.pointer);
    const base = baseOf(pointer);
    return {
      ...diagnostic,
      documentPointer: pointer,
      node: NODES[base] ?? (base === '' ? 'document' : base),
      field: pointer.slice(base.length),
    };
  });
}

const NODES: Readonly<Record<string, string>> = { '/rule/request': 'request', '/rule/response': 'response' };

/** The pointer of the node that a pointer leads into; empty: the document. */
function baseOf(pointer: string): string {
  const position = positionOf(pointer);
  if (position !== undefined) return pointerOf(position);
  return Object.keys(NODES).find((base) => pointer === base || pointer.startsWith(`${base}/`)) ?? '';
}

/**
 * Diagnostics by the id of their node on the drawing of some layers: those of what is inside a flow stand at its card.
 * @param list the pointer of the layers; missing: the rule's own.
 */
export function diagnosticsByNode(
  diagnostics: readonly PlacedDiagnostic[],
  list = COMPONENTS,
): ReadonlyMap<string, PlacedDiagnostic[]> {
  return Map.groupBy(diagnostics, ({ node }) => {
    const [layer, at] = isWithin(node, list) ? node.slice(list.length + 1).split('/') : [];
    return layer === undefined || at === undefined ? node : `${list}/${layer}/${at}`;
  });
}

/** Where a diagnostic is shown in the JSON text. */
export function diagnosticRange(text: string, diagnostic: PlacedDiagnostic): TextRange {
  return rangeOf(text, diagnostic.documentPointer);
}
