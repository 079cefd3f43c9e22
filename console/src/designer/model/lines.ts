import { COMPONENTS, type DesignerDocument, layersOf } from './document.ts';
import { asObject, valueAt } from './json-value.ts';
import { type Outputs, outputsOf } from './outputs.ts';
import { type OutsideRead, outsideReads } from './outside-reads.ts';
import { outputReferences, responseReferences } from './references.ts';
import { member } from './rule-language.ts';

/** Data that flows from one node into another. */
export interface Line {
  readonly id: string;
  /** Ids of nodes: `request`, or the pointer of a component; inside a flow `begin` for all that is outside it. */
  readonly from: string;
  /** The pointer of a component, or `response`; inside a flow `end`, its output. */
  readonly to: string;
  /** What is read, each once: `user.id`. */
  readonly labels: readonly string[];
  /** Where it is read. */
  readonly pointers: readonly string[];
}

/** Lines from outputs, and from the request, to what reads them, in the order of the readers. */
export function linesOf(document: DesignerDocument, list = COMPONENTS): Line[] {
  const outputs = outputsOf(document);
  const lines = layersOf(document, list).flatMap((components, layer) =>
    components.flatMap((_, at) => {
      const to = member(list, layer, at);
      return linesTo(to, outsideReads(document, to, outputs), list);
    }),
  );
  return [
    ...lines,
    ...linesTo(list === COMPONENTS ? 'response' : 'end', endReads(document, list, outputs(list)), list),
  ];
}

/** What the response reads, or the output of a flow. */
function endReads({ json }: DesignerDocument, list: string, outputs: Outputs): OutsideRead[] {
  const flow = list.replace(/(?:\/cases\/\d+)?\/components$/, '');
  const references =
    list === COMPONENTS
      ? responseReferences(valueAt(json, '/rule/response'), '/rule/response')
      : outputReferences(asObject(valueAt(json, flow)) ?? {}, flow);
  return references.map((reference) => {
    const providers = outputs.providersOf(reference.path, Infinity);
    return { reference, providers, isOfLoop: providers.length === 0 && outputs.loopOf(reference.path) !== undefined };
  });
}

function linesTo(to: string, reads: readonly OutsideRead[], list: string): Line[] {
  const sources = reads.flatMap((read) => [...sourcesOf(read, list)].map((from) => ({ from, read: read.reference })));
  return [...Map.groupBy(sources, ({ from }) => from)].map(([from, read]) => ({
    id: `${from} ${to}`,
    from,
    to,
    labels: [...new Set(read.map((one) => one.read.text))],
    pointers: [...new Set(read.map((one) => one.read.pointer))],
  }));
}

function sourcesOf({ reference, providers, isOfLoop }: OutsideRead, list: string): Set<string> {
  const begin = list === COMPONENTS ? 'request' : 'begin';
  if (reference.path[0] === 'request' || isOfLoop) return new Set([begin]);
  return new Set(
    providers.map(({ position: { list: own = COMPONENTS, layer, at } }) =>
      own === list ? member(own, layer, at) : begin,
    ),
  );
}
