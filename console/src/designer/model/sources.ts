import {
  type CardPosition,
  componentAt,
  COMPONENTS,
  type DesignerDocument,
  endpointOf,
  layersOf,
  pointerOf,
  positionOf,
} from './document.ts';
import { flowsAround, innerLayers, loopNames } from './flows.ts';
import { asObject, asText, valueAt } from './json-value.ts';
import { type Output, outputsOf } from './outputs.ts';
import { readsContext } from './references.ts';
import { requestPaths, type TypedPath } from './request-paths.ts';
import { formatPath, type Json, type JsonObject, type Path, segmentsOf } from './rule-language.ts';

/** What a placeholder can read at some place. */
export interface Source {
  /** `{user.id}` */
  readonly insert: string;
  /** `user.id` */
  readonly label: string;
  /** The component whose output it is, or the field's type; the same in every language. */
  readonly detail: string;
  readonly kind: SourceKind;
}

/**
 * `run`: the ids of the run; `answer`: what a script has answered; `result`: of the component itself; `loop`: an element
 * and its place.
 */
export type SourceKind = 'output' | 'request' | 'var' | 'secret' | 'run' | 'answer' | 'error' | 'result' | 'loop';

/** What the document does not say. */
export interface SourceNames {
  /** Names of variables, `SELF` among them. */
  readonly vars?: readonly string[];
  readonly secrets?: readonly string[];
}

const RESULT_FIELDS = ['outputData', 'responseCondition', 'until', 'errMsg', 'errorMsg'];
const SECRET_FIELDS = ['header', 'auth', 'url', 'input'];

/**
 * What placeholders can read at a place, the nearest outputs first; none where the field takes no placeholder.
 * @param pointer of the field in the document: `/rule/components/1/0/input/user_id`.
 */
export function sourcesAt(document: DesignerDocument, pointer: string, names: SourceNames = {}): Source[] {
  const position = positionOf(pointer);
  if (position !== undefined) {
    const component = componentAt(document, position) ?? {};
    const field = segmentsOf(pointer.slice(pointerOf(position).length))[0] ?? '';
    if (component.type === 'flow' && field === 'outputData') return flowOutputSources(document, position, names);
    if (field === 'compensate') return undoSources(document, position, names, pointer);
    if (RESULT_FIELDS.includes(field)) return resultSources(component, field);
    if (!readsContext(component, field) && !(component.type === 'flow' && field === 'cases')) return [];
    const secrets = SECRET_FIELDS.includes(field) ? (names.secrets ?? []) : [];
    const own = field === 'foreach' ? [] : loopSources(component);
    return [...own, ...contextSources(document, position, { ...names, secrets })];
  }
  if (!/^\/rule\/response(?:\/|$)/.test(pointer)) return [];
  const all = contextSources(document, END, { ...names, secrets: [] });
  return pointer.startsWith('/rule/response/error') ? [...ERROR_SOURCES, ...all] : all;
}

/** Where something reads: behind all components of the layers before it. */
type Place = Pick<CardPosition, 'list' | 'layer'>;

/** Behind all layers of the rule. */
const END: Place = { layer: Infinity };

/** What undoes a component reads all that is there when the run is given up, and why it is. */
function undoSources(
  document: DesignerDocument,
  position: CardPosition,
  names: SourceNames,
  pointer: string,
): Source[] {
  const component = componentAt(document, position);
  const undo = asObject(component?.compensate) ?? {};
  const field = segmentsOf(pointer.slice(pointerOf(position).length))[1] ?? '';
  if (RESULT_FIELDS.includes(field)) return resultSources(undo, field);
  if (!readsContext(undo, field)) return [];
  const secrets = SECRET_FIELDS.includes(field) ? (names.secrets ?? []) : [];
  const all = contextSources(document, { ...position, layer: Infinity }, { ...names, secrets });
  return [...loopSources(component), ...distinct([...ERROR_SOURCES, ...all])];
}

/** What is inside a flow, and around it. */
function flowOutputSources(document: DesignerDocument, position: CardPosition, names: SourceNames): Source[] {
  const component = componentAt(document, position);
  const inner = innerLayers(component, pointerOf(position));
  return distinct(
    inner.flatMap(({ list }) => contextSources(document, { list, layer: Infinity }, { ...names, secrets: [] })),
  );
}

function loopSources(component: JsonObject | undefined): Source[] {
  return loopNames(component).map((name) => source([name], name === 'index' ? 'int' : '', 'loop'));
}

function contextSources(document: DesignerDocument, place: Place, { vars = [], secrets = [] }: SourceNames): Source[] {
  const outputs = outputsOf(document)(place.list).before(place.layer).flatMap(outputSources);
  const flows = flowsAround(place.list ?? COMPONENTS).toReversed();
  const { name } = endpointOf(document);
  const request = requestPaths(valueAt(document.json, '/rule/request'), name);
  return distinct([
    ...flows.flatMap((flow) => loopSources(componentAt(document, flow))),
    ...outputs,
    ...request.map(({ path, type }) => source(path, type, 'request')),
    ...failureSources(document, place),
    ...(mayAnswer(document, place) ? [source(['response'], '', 'answer')] : []),
    ...vars.map((one) => source(['var', one], 'string', 'var')),
    ...secrets.map((one) => source(['secret', one], 'string', 'secret')),
    source(['trx'], 'string', 'run'),
    source(['logId'], 'string', 'run'),
  ]);
}

/** The output, and the members that its `outputData` names. */
function outputSources({ path, component, spec }: Output): Source[] {
  return [path, ...namedMembers(spec.outputData, path)].map((one) => source(one, component, 'output'));
}

/** Deeper ones are typed by hand. */
const DEEPEST = 6;

function namedMembers(template: Json | undefined, path: Path): Path[] {
  const object = asObject(template);
  if (object === undefined || path.length >= DEEPEST) return [];
  return Object.entries(object).flatMap(([name, value]) => {
    const inner = [...path, name];
    return [inner, ...namedMembers(value, inner)];
  });
}

/** Why components before this layer have failed whose failure is passed over. */
function failureSources(document: DesignerDocument, place: Place): Source[] {
  const ignored = componentsBefore(document, place).filter(({ ignoreError }) => ignoreError === true);
  return ignored.flatMap(({ name }) =>
    FAILURE_PATHS.map(({ path, type }) => source(['failed', asText(name) ?? '', ...path], type, 'error')),
  );
}

/** Those of the same layers, then of the layers around. */
function componentsBefore(document: DesignerDocument, { list, layer }: Place): JsonObject[] {
  const before = layersOf(document, list).slice(0, layer).flat();
  const flow = list === undefined ? undefined : positionOf(list);
  return [...before.map((one) => asObject(one) ?? {}), ...(flow === undefined ? [] : componentsBefore(document, flow))];
}

/** Whether something before this layer can have answered: a script, or a component with `nowResponse`. */
function mayAnswer(document: DesignerDocument, place: Place): boolean {
  return componentsBefore(document, place).some(
    ({ type, nowResponse }) => asText(type) === 'script' || nowResponse === true,
  );
}

function resultSources({ type }: JsonObject, field: string): Source[] {
  const isRequest = type === 'api' || type === 'rule';
  if (field === 'until' && !isRequest) return [resultSource('$output')];
  const body = resultSource('$body');
  return isRequest ? [body, resultSource('$status', 'int'), resultSource('$header', 'object')] : [body];
}

/** Not a path: a name that begins with $ is a part of a result. */
function resultSource(label: string, detail = ''): Source {
  return { insert: `{${label}}`, label, detail, kind: 'result' };
}

function source(path: Path, detail: string, kind: SourceKind): Source {
  const label = formatPath(path);
  return { insert: `{${label}}`, label, detail, kind };
}

const ERROR_PATHS: readonly TypedPath[] = [
  { path: ['error', 'code'], type: 'string' },
  { path: ['error', 'msg'], type: 'string' },
  { path: ['error', 'kind'], type: 'string' },
  { path: ['error', 'component'], type: 'string' },
  { path: ['error', 'layer'], type: 'int' },
];
const ERROR_SOURCES = ERROR_PATHS.map(({ path, type }) => source(path, type, 'error'));

const FAILURE_PATHS: readonly TypedPath[] = [
  { path: ['code'], type: 'string' },
  { path: ['msg'], type: 'string' },
  { path: ['kind'], type: 'string' },
  { path: ['status'], type: 'int' },
];

/** Of equal ones the first: the nearest output hides those before it. */
function distinct(sources: readonly Source[]): Source[] {
  return [...new Map(sources.toReversed().map((one) => [one.label, one])).values()].toReversed();
}
