import type { Json, JsonObject } from '../../../src/json.ts';
import { CALLBACK_HEADER } from '../program.ts';
import type { Document, Site } from '../program.ts';
import { WHOLE_URL, without, withoutRests } from './component.ts';
import type { CalledDraft, CaseDraft, Draft, Sending } from './component.ts';
import type { UndoDraft } from './undo.ts';

/** A site, and what is there: an api, one that always answers well, a script, one that answers no client, or what undoes. */
export interface PlacedSite {
  readonly site: Site;
  readonly kind: 'api' | 'steady' | 'script' | 'quiet' | 'undo';
}

/** The layers of a rule, the rules that they call, and the sites of all of them. */
export interface Placed {
  readonly components: readonly (readonly JsonObject[])[];
  readonly rules: readonly Document[];
  readonly sites: readonly PlacedSite[];
}

type Layers = readonly (readonly Draft[])[];

/** Gives drafts their places, and makes of them what a rule may hold. */
export function place(layers: Layers, groups: readonly Sending[]): Placed {
  const placing = new Placing(layers, groups);
  const components = placing.layers(layers, '', { isInside: false, isCalled: false, at: '', callback: undefined });
  const sites = [...placing.sites].map(([site, kind]) => ({ site, kind }));
  return { components, sites, rules: placing.rules };
}

/** What is around a component: a flow, loops, a rule that another one calls. */
interface Around {
  readonly isInside: boolean;
  readonly isCalled: boolean;
  /** What the sites of elements end in. */
  readonly at: '' | typeof ELEMENT | typeof INNER_ELEMENT | typeof INNER_LINE | typeof OF_CALLER;
  /** The wait for a callback, the innermost, whose URL is read. */
  readonly callback: string | undefined;
}

/** Of a loop; and of one inside it, whose elements say which of the outer one they are of. */
const ELEMENT = '~{index}';
const INNER_ELEMENT = '~{item.of}~{index}';
const INNER_LINE = '~{line.of}~{index}';
/** A called rule is told which element it is called for. */
const OF_CALLER = '~{request.header.x-at}';

class Placing {
  readonly sites = new Map<Site, PlacedSite['kind']>();
  readonly rules: Document[] = [];
  readonly #root: Layers;
  readonly #groups: readonly Sending[];
  #callbacks = 0;

  constructor(root: Layers, groups: readonly Sending[]) {
    this.#root = root;
    this.#groups = groups;
  }

  /** @param before what sites begin with. */
  layers(layers: Layers, before: string, outer: Around): JsonObject[][] {
    const names = layers.map((layer) => layer.map((draft, index) => this.#name(draft, index)));
    const own = names.flatMap((layer, at) => layer.filter((_, index) => isCallback(layers[at]?.[index])));
    const around = { ...outer, callback: own[0] ?? outer.callback };
    return layers.map((layer, layerIndex) => {
      const taken: string[] = [];
      return layer.map((draft, index) => {
        const { outputName } = draft;
        const isFree = outputName !== null && !taken.some((name) => clash(name, outputName));
        if (isFree) taken.push(outputName);
        return {
          name: names[layerIndex]?.[index] ?? '',
          ...this.#component(draft, `${before}${layerIndex + 1}-${index + 1}`, around),
          ...(isFree && { outputName }),
        };
      });
    });
  }

  /** Those of waits for a callback are read in placeholders, and so each has another one. */
  #name(draft: Draft, index: number): string {
    return isCallback(draft) ? `back${++this.#callbacks}` : `${draft.name}${index + 1}`;
  }

  #component(draft: Draft, site: Site, around: Around): JsonObject {
    const { loop, at } = loopIn(draft.loop, around);
    const isLoop = loop.foreach !== undefined;
    const inside = { ...around, isInside: true, at };
    // Which of several that begin at once had ended when another one failed nothing shows.
    const isUndone = draft.undo !== null && draft.transform === null && !around.isCalled;
    const undo = isUndone ? { compensate: this.#undo(draft.undo, site, { ...around, at }) } : {};
    if (draft.called) {
      const calling = this.#calling(draft, draft.called, site, inside);
      return { ...(around.isInside ? without(calling, 'nowResponse') : calling), ...loop, ...undo };
    }
    if (draft.flow) return { ...this.#flow(draft, draft.flow, site, inside), ...loop, ...undo };
    const isBare = !around.isInside && !isLoop;
    // One URL for each element is read inside a flow.
    if (draft.wait) return { ...waitFor(draft, draft.wait), ...(isCallback(draft) ? {} : loop) };
    if (draft.transform) return { ...transform(draft, draft.transform, around), ...loop };
    const group = isBare ? draft.group : null;
    const isSteady = group !== null && this.#isShared(group);
    const kind = draft.script ? (isBare ? 'script' : 'quiet') : isSteady ? 'steady' : 'api';
    const own = group === null ? site : `g${group}`;
    this.sites.set(own, kind);
    const sending = (group === null ? undefined : this.#groups[group]) ?? draft.sending;
    const placed = draft.script ? script(draft, own) : api(draft, sending, own, inside, isSteady);
    return {
      ...(around.isInside ? without(placed, 'nowResponse') : placed),
      ...(group !== null && { isCache: true }),
      ...(group === null && !draft.script && handingOut(placed, around)),
      ...loop,
      ...undo,
    };
  }

  #undo({ sending, isScript, rest }: UndoDraft, of: Site, around: Around): JsonObject {
    const site = `u${of}`;
    this.sites.set(site, isScript ? 'quiet' : 'undo');
    const { input } = sending.rest;
    if (isScript)
      return {
        ...{ type: 'script', url: site },
        ...without(rest, 'responseCondition', 'errMsg', 'errorMsg'),
        ...(input !== undefined && { input }),
      };
    const url = `{var.UP}/${site}${around.at}`;
    const whole = sending.urlTail === WHOLE_URL ? url : url + sending.urlTail;
    return { type: 'api', url: whole, ...sending.rest, ...handingOut(sending.rest, around), ...rest };
  }

  /** The call of a rule, which has its place then. */
  #calling({ sending, rest, until }: Draft, called: CalledDraft, of: Site, { at }: Around): JsonObject {
    const site = `r${of}`;
    const { urlTail } = sending;
    const path = urlTail === WHOLE_URL || called.is === 'endless' ? '' : urlTail;
    const name = site + (path.startsWith('/s-') ? '/:what' : (path.split('?')[0] ?? '').replace(/\{.*\}/, ':id'));
    if (called.is !== 'missing') this.rules.push({ name, method: called.method, rule: this.#called(called, site, at) });
    const header = { ...(sending.rest.header as JsonObject | undefined), ...(at !== '' && { 'x-at': at.slice(1) }) };
    return {
      ...{ type: 'rule', url: site + path },
      ...sending.rest,
      ...(Object.keys(header).length > 0 && { header }),
      ...rest,
      // None as long as a time limit that programs let pass.
      ...(rest.timeout === 30 && { timeout: 31 }),
      ...until?.api,
    };
  }

  #called({ is, flags, request, response, layers }: CalledDraft, site: Site, at: Around['at']): JsonObject {
    const around = { isInside: true, isCalled: true, at: at === '' ? at : OF_CALLER, callback: undefined } as const;
    const header = at === '' ? {} : { header: { 'x-at': OF_CALLER.slice(1) } };
    const again = { name: 'again', type: 'rule', method: 'POST', url: site, ...header };
    const components = is === 'endless' ? [[again]] : this.layers(layers, `${site}.`, around);
    // What becomes of callers of runs that rest is not the model's to say so far.
    return withoutRests({ ...flags, request: is === 'endless' ? {} : request, components, response });
  }

  #flow({ rest, until }: Draft, cases: readonly CaseDraft[], site: Site, inside: Around): JsonObject {
    const placed = cases.map(({ when, layers }, index) => ({
      ...(when !== null && { when }),
      components: this.layers(layers, `${site}_${index}-`, inside),
    }));
    const [only] = placed;
    const { condition, ignoreError, fallback } = rest;
    const own = Object.entries({ condition, ignoreError, fallback }).filter(([, value]) => value !== undefined);
    return {
      type: 'flow',
      ...(placed.length === 1 && only && !('when' in only) ? { components: only.components } : { cases: placed }),
      ...Object.fromEntries(own),
      ...until?.output,
    };
  }

  /** Whether some layer makes a cached call more than once: then only one call goes out, and it had better not fail. */
  #isShared(group: number): boolean {
    return this.#root.some((layer) => layer.filter((one) => one.group === group).length > 1);
  }
}

/** The fields of a loop, and what the sites of its elements end in. At most two are inside each other. */
function loopIn(loop: JsonObject | null, { at }: Around): { readonly loop: JsonObject; readonly at: Around['at'] } {
  if (loop === null || (at !== '' && at !== ELEMENT)) return { loop: {}, at };
  if (at === '') return { loop, at: ELEMENT };
  const { foreach, as = 'item', ...rest } = loop;
  const list = Array.isArray(foreach) && foreach.length > 0 ? foreach : ['{item}', '{line}'];
  const own = { foreach: list.slice(0, 2).map((value: Json): Json => ({ of: '{index}', value })), ...rest };
  // No output has this name, which would hide it.
  return as === 'item' ? { loop: own, at: INNER_ELEMENT } : { loop: { ...own, as: 'line' }, at: INNER_LINE };
}

function api({ rest, until }: Draft, sending: Sending, site: Site, around: Around, isSteady: boolean): JsonObject {
  const { at, isCalled } = around;
  const isWhole = sending.urlTail === WHOLE_URL;
  const url = `{var.UP}/${site}${at}${isWhole ? '' : sending.urlTail}`;
  return {
    type: 'api',
    url: isWhole && at === '' && !isCalled ? `{request.params.${site}}` : url,
    ...(isSteady ? without(sending.rest, 'responseType') : sending.rest),
    ...(isSteady ? without(rest, 'responseCondition') : rest),
    ...until?.api,
  };
}

function script({ rest, script: given, until }: Draft, site: Site): JsonObject {
  return { type: 'script', url: site, ...given, ...withoutHttp(rest), ...until?.output };
}

function transform({ rest }: Draft, given: JsonObject, { isInside }: Around): JsonObject {
  const own = without(withoutHttp(rest), 'retryMaxCount', 'retryMaxWait');
  return { type: 'transform', ...given, ...(isInside ? without(own, 'nowResponse') : own) };
}

/** Without what is of an upstream's answer. */
function withoutHttp(rest: JsonObject): JsonObject {
  const common = without(rest, 'responseCondition', 'errMsg', 'errorMsg');
  return JSON.stringify(common.outputData ?? null).includes('{$') ? without(common, 'outputData') : common;
}

function isCallback(draft: Draft | undefined): boolean {
  return draft?.wait?.for === 'callback';
}

// Of called runs the upstream calls none back before it waits.
function handingOut({ header = {} }: JsonObject, { callback, isCalled }: Around): JsonObject {
  return callback === undefined || isCalled
    ? {}
    : { header: { ...(header as JsonObject), [CALLBACK_HEADER]: `{callback.${callback}}` } };
}

function waitFor({ rest }: Draft, wait: JsonObject): JsonObject {
  const { condition, ignoreError, fallback, outputData } = rest;
  const isRead = outputData !== undefined && !JSON.stringify(outputData).includes('{$');
  const own = Object.entries({ condition, ignoreError, fallback, outputData: isRead ? outputData : undefined });
  return { type: 'wait', ...wait, ...Object.fromEntries(own.filter(([, value]) => value !== undefined)) };
}

function clash(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}
