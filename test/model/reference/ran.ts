import type { Json, JsonObject } from '../../../src/json.ts';
import type { SeenSubRun, SeenWait, Witnessed } from '../observation.ts';
import type { Document, Site, World } from '../program.ts';
import type { Stage } from './component.ts';
import type { Ended, Failure, Made, Outcome } from './ended.ts';
import type { Ignored } from './ignored.ts';
import type { FormerCalls } from './former-calls.ts';
import type { WaitKept } from './wait.ts';
import type { LeftElement, LeftEntry, LeftFlow, LeftOne } from './left.ts';

/** What a flow keeps: its case, where it stands, what has to run there (null: all), and what its layers gave. */
export interface FlowKept {
  readonly case: number;
  readonly layer: number;
  readonly failed: readonly string[] | null;
  readonly outputs: readonly { readonly path: readonly string[]; readonly value: Json }[];
  readonly parts?: Parts;
  /** What has ended inside, and can be undone. */
  readonly undo?: readonly LeftEntry[];
}

/** What a component with `until` keeps: which time of it runs, and how many have counted against `max`. */
export interface TimesKept {
  readonly times: number;
  readonly tried: number;
  /** It rests until then. */
  readonly due?: number | undefined;
  readonly flow?: FlowKept | undefined;
  /** What can be undone of the times before. */
  readonly undo?: readonly LeftFlow[];
}

export type OneKept = FlowKept | TimesKept;
export type ElementKept = { readonly output: Json } | { readonly failed: boolean; readonly part?: OneKept };

/** What a loop keeps: its list, and its elements by index; one that is not there has not begun. */
export interface LoopKept {
  readonly list: readonly Json[];
  readonly elements: Readonly<Record<string, ElementKept>>;
  /** The first element whose failure was passed over. */
  readonly ignored?: { readonly index: number; readonly failure: Ignored };
  /** Of elements that have ended. */
  readonly undo?: Readonly<Record<string, LeftElement>>;
}

export type PartKept = OneKept | LoopKept;
export type Parts = Readonly<Record<string, PartKept>>;

export function isLoopKept(part: PartKept): part is LoopKept {
  return 'list' in part;
}

/** Where a component stands in its run. */
export interface Where {
  /** In full. */
  readonly name: string;
  /** What its key says after the trx. */
  readonly key: string;
}

/** A component that may have others inside it, as far as it had come by some moment. */
export interface Ran {
  /** Null: it was under way. */
  readonly outcome: Outcome | null;
  /** When it settled, in answers; that moment, where it had not. */
  readonly time: number;
  readonly calls: readonly (Made & { readonly certain: boolean })[];
  readonly errorCode: string | null;
  /** The failure that was passed over. */
  readonly ignored?: Ignored | undefined;
  /** What inside it, in full, ended it. */
  readonly failedAt: string | null;
  /** Where it was under way: what inside it had failed before. */
  readonly hadFailed?: { readonly failure: Failure; readonly at: string } | undefined;
  /** What is kept of it unless it is done. */
  readonly part: PartKept | undefined;
  /** Of `until`: the last that began. */
  readonly times?: number;
  /** Of `until`: it rests before the next time. */
  readonly rests?: boolean;
  /** Of an api or a script. */
  readonly leaf?: Ended;
  /** What it has left to be undone. */
  readonly left?: LeftOne | undefined;
  /** Of a loop. */
  readonly elementsLeft?: Readonly<Record<string, LeftElement>> | undefined;
}

/** What is around a run: the rules that it may call, and what was seen of the calls. */
export interface Calling {
  /** By what their names begin with. */
  readonly rules: ReadonlyMap<Site, Document>;
  /** How many runs are inside each other, this one counted. */
  readonly depth: number;
  /** How often a site was called before this session. */
  readonly made: (site: Site) => number;
  /** Of a run that another one has called: what is seen of the session of that one. */
  readonly outer?: Pick<Inside, 'isMade' | 'subRunAt'>;
}

/** What is around components inside others. */
export interface Inside extends Calling {
  readonly trx: string;
  readonly logId: string;
  /** Whether a failure lets the others settle. */
  readonly letSettle: boolean;
  /** When an answer, `<site>#<n>`, came, counted from the beginning of the run. */
  readonly timeOf: (answer: string) => number;
  readonly world: World;
  /** All that was seen of the session. */
  readonly seen: Witnessed;
  /** What was seen of the n-th call of another rule. */
  readonly subRunAt: (site: Site, nth: number) => SeenSubRun | null;
  /** What came of the calls of other rules that the run has made in earlier sessions. */
  readonly former: FormerCalls;
  /** Whether a call that has such an answer was seen, of this session. */
  readonly isMade: (answer: string) => boolean;
  readonly react: (site: Site, nth: number) => ReturnType<Stage['react']>['reaction'];
  /** The waits of all runs. */
  readonly waitRows: readonly SeenWait[];
  /** What is known of the run's waits, by their keys. */
  readonly waits: ReadonlyMap<string, WaitKept>;
  /** Epoch milliseconds. */
  readonly now: number;
  /** The run has rested, and goes on. */
  readonly isWoken: boolean;
  /** Pauses of `until` from 5 s on are rests. */
  readonly restsLong: boolean;
  /** What was wrong with components that had failed, by their keys. */
  readonly words: ReadonlyMap<string, string>;
  /** What inside them, in full, made them fail. */
  readonly endedBy: ReadonlyMap<string, string>;
  /** What the engine says has failed. */
  readonly told: string | null;
  /** The same of what did not end the run: of several that fail at once, which was the first. */
  readonly toldInside: readonly string[];
  /** Which elements of loops it says have begun, by their keys; null: it does not say. */
  readonly toldBegun: ReadonlySet<string> | null;
  /** What it says that a component, by its key, has left. */
  readonly toldLeft: ReadonlyMap<string, LeftOne>;
}

/** Names as an operator reads them, `fulfil/courier`, of the components of a layer that will run again. */
export function fullNames(failed: readonly string[], parts: Parts): string[] {
  return failed.flatMap((name) => {
    const names = inside(name, parts[name]);
    return names.length > 0 ? names : [name];
  });
}

function inside(name: string, part: PartKept | undefined): string[] {
  if (part === undefined) return [];
  if ('times' in part) return inside(name, part.flow);
  if (!isLoopKept(part)) return fullNames(part.failed ?? [], part.parts ?? {}).map((inner) => `${name}/${inner}`);
  return Object.entries(part.elements).flatMap(([index, element]) => {
    if ('output' in element || !element.failed) return [];
    const full = `${name}[${index}]`;
    const names = inside(full, element.part);
    return names.length > 0 ? names : [full];
  });
}

/**
 * Of what is kept, what belongs to components that run again; `failed`: these, null: all. What they have left stands with
 * what the run has left, once their layer has ended.
 */
export function partsToRun(parts: Parts, failed: readonly string[] | null): Parts {
  const again = Object.entries(parts).filter(([name]) => failed?.includes(name) ?? true);
  return Object.fromEntries(again.map(([name, part]) => [name, isLoopKept(part) ? loopToRun(part) : oneToRun(part)]));
}

function oneToRun(part: OneKept): OneKept {
  if (!('times' in part)) return flowToRun(part);
  const { flow, ...rest } = part;
  return withoutUndo(flow ? { ...rest, flow: flowToRun(flow) } : rest);
}

function flowToRun(flow: FlowKept): FlowKept {
  const { failed, outputs, parts = {} } = flow;
  const again = { failed: failed?.toSorted() ?? null, parts: partsToRun(parts, failed) };
  return withoutUndo({ ...flow, ...again, outputs: outputs.filter(({ path }) => path[0] !== 'failed') });
}

function withoutUndo<T extends OneKept>(part: T): T {
  return { ...part, undo: undefined };
}

function loopToRun({ list, elements }: LoopKept): LoopKept {
  const again = Object.entries(elements).map(([index, one]): [string, ElementKept] => [
    index,
    'output' in one ? one : { ...one, ...(one.part && { part: oneToRun(one.part) }) },
  ]);
  return { list, elements: Object.fromEntries(again) };
}

/** An object member, or nothing. */
export function casesOf(component: JsonObject): readonly JsonObject[] {
  return component.cases === undefined
    ? [{ components: component.components ?? [] }]
    : (component.cases as JsonObject[]);
}

/** Whether a component waits, or one inside it does. */
export function rests(component: JsonObject): boolean {
  if (component.type !== 'flow') return component.type === 'wait';
  return casesOf(component).some(({ components }) => (components as unknown as JsonObject[][]).flat().some(rests));
}
