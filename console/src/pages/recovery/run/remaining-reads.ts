import { layersOf, pointerOf } from '../../../designer/model/document.ts';
import type { DesignerDocument } from '../../../designer/model/document.ts';
import { withoutElements } from '../../../designer/model/flows.ts';
import { asObject, asText, memberOf, valueAt } from '../../../designer/model/json-value.ts';
import { outputsOf } from '../../../designer/model/outputs.ts';
import { outsideReads } from '../../../designer/model/outside-reads.ts';
import type { OutsideRead } from '../../../designer/model/outside-reads.ts';
import { responseReferences } from '../../../designer/model/references.ts';
import type { Json, JsonObject, Path } from '../../../designer/model/rule-language.ts';
import { formatPath, isList } from '../../../designer/model/rule-language.ts';

/** Where a kept run goes on. */
export interface RunPlace {
  /** The layer, from 1. */
  readonly curStep: number;
  /** Which of its components have to run; null: all. */
  readonly errNames: readonly string[] | null;
}

/** A placeholder that what is still to run reads. */
export interface RemainingRead {
  /** `user.id` */
  readonly path: string;
  /** Its present value; undefined: there is none. */
  readonly value: Json | undefined;
  /** The component that is to run, and gives it anew. */
  readonly from: string | undefined;
  /** Neither is there a value, nor will there be one. */
  readonly isMissing: boolean;
  /** Names of the components that read it; null: the response. */
  readonly readers: readonly (string | null)[];
}

/** Not of the run's data. */
const ENVIRONMENT = new Set(['trx', 'logId', 'var', 'secret', 'error']);

/** What the components that are still to run, and the response, read of the data; what is missing first. */
export function remainingReads(document: DesignerDocument, place: RunPlace, data: JsonObject): RemainingRead[] {
  const outputs = outputsOf(document);
  const found = new Map<string, { path: Path; from: string | undefined; readers: (string | null)[] }>();
  const note = (reads: readonly Pick<OutsideRead, 'reference' | 'providers'>[], reader: string | null): void => {
    for (const { reference, providers } of reads) {
      const { path } = reference;
      if (ENVIRONMENT.has(String(path[0]))) continue;
      const provider = providers.find(({ position, component }) => isToRun(place, position.layer, component));
      const key = formatPath(path);
      const entry = found.get(key) ?? { path, from: provider?.component, readers: [] };
      if (!entry.readers.includes(reader)) entry.readers.push(reader);
      found.set(key, { ...entry, from: entry.from ?? provider?.component });
    }
  };
  for (const [layer, components] of layersOf(document).entries()) {
    for (const [at, json] of components.entries()) {
      const name = asText(asObject(json)?.name) ?? '';
      if (!isToRun(place, layer, name)) continue;
      note(outsideReads(document, pointerOf({ layer, at }), outputs), name);
    }
  }
  const response = responseReferences(valueAt(document.json, '/rule/response'), '/rule/response');
  note(
    response.map((reference) => ({ reference, providers: outputs().providersOf(reference.path, Infinity) })),
    null,
  );
  const reads = [...found].map(([key, { path, from, readers }]) => readOf(key, valueOf(data, path), from, readers));
  return reads.toSorted((a, b) => Number(b.isMissing) - Number(a.isMissing));
}

function readOf(
  path: string,
  value: Json | undefined,
  from: string | undefined,
  readers: readonly (string | null)[],
): RemainingRead {
  return { path, value, from, readers, isMissing: from === undefined && (value === null || value === undefined) };
}

/**
 * Whether a component is still to run, or something inside it: `reserve` where `reserve[3]` is named.
 * @param layer of the rule, from 0. @param name the full name; of a component of that layer the same as its name.
 */
export function isToRun({ curStep, errNames }: RunPlace, layer: number, name: string): boolean {
  if (layer !== curStep - 1) return layer >= curStep;
  return errNames === null || errNames.some((one) => isNamedBy(withoutElements(one), name));
}

/** Whether a full name is that of a component, of one around it, or of one inside it. */
function isNamedBy(one: string, name: string): boolean {
  return one === name || one.startsWith(`${name}/`) || name.startsWith(`${one}/`);
}

/** What a path leads to in the data; `[-1]` counts from the end. */
function valueOf(data: JsonObject, path: Path): Json | undefined {
  return path.reduce<Json | undefined>((value, segment) => {
    if (typeof segment === 'number') return isList(value) ? value.at(segment) : undefined;
    return memberOf(value, segment);
  }, data);
}
