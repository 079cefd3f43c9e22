import type { Json, JsonObject } from '../../src/json.ts';

/** What the upstream does with one call. */
export type Reaction =
  | { readonly status: number; readonly header: Readonly<Record<string, string>>; readonly body: string }
  | { readonly fail: 'reset' | 'refused' | 'timeout' | 'denied' | 'broken' };

/** What a script does in one call: it may answer the client, and then it ends in one of four ways. */
export interface Act {
  readonly respond?: Json;
  readonly end:
    | { readonly value: Json }
    /** `upstream`: a request of the script failed in a way that may pass. */
    | { readonly throws: 'own' | 'upstream' }
    | { readonly suspend: { readonly code: string; readonly reason: string } }
    | { readonly break: { readonly code: string; readonly status: number; readonly reason: string } };
}

/**
 * Where a call arrives: for an api the first segment of its path, which no template touches, for a script its name.
 * Each component has a site of its own, `<layer>-<action>`, in a flow `<site of the flow>_<case>-<layer>-<action>`, each
 * element of a loop `<site of the component>~<index>`, of one in another one `…~<outer index>~<index>`; what undoes a
 * component `u<site of the component>`; components that share a cached call share one, `g<n>`.
 * The call of another rule arrives at `r<site>`, which that rule's name begins with; its own components are at
 * `r<site>.<layer>-<action>`.
 */
export type Site = string;

/** Something that happens to a run from outside, after so many answers of the upstream since the session began. */
export interface Interruption {
  /** `hold`: the client has waited for compensations for long enough, as soon as it waits for them. */
  readonly kind: 'timeout' | 'cancel' | 'hold';
  readonly after: number;
}

/**
 * A write of a run: its row, that it was claimed or woken, that the run goes on with the next layer, what has been done within one, that it is
 * suspended, that it rests, that it is given up, that it has ended, …
 */
export type Write =
  'begun' | 'claimed' | 'woken' | 'checkpoint' | 'progress' | 'suspended' | 'resting' | 'given up' | 'ended';

/**
 * The process dies: before or after it does the n-th thing of a session, from 0; or when so many calls of a session
 * were answered and it waits for others.
 */
export type Crash =
  | { readonly at: 'write' | 'call'; readonly nth: number; readonly side: 'before' | 'after' }
  | { readonly at: 'rest'; readonly nth: number; readonly side: 'after' };

/**
 * What a run that rests goes on with: `data` has come for one of its open waits, taken in turn, or somebody has decided;
 * or the first of its times has come; or an operator gives the run up.
 */
export interface Arrival {
  readonly kind: 'comes' | 'time' | 'compensate' | 'cancel';
  readonly which: number;
  readonly approved: boolean;
  readonly data: Json;
}

/**
 * The upstream calls back one of the URLs that it was given, once it has given so many answers; not those where the run
 * waits already.
 */
export interface CallingBack {
  readonly after: number;
  /** Taken in turn. */
  readonly which: number;
  readonly data: Json;
}

/** What an operator does, should the run be suspended when its turn comes: as a rule, recovers it. */
export interface Recovery {
  /** Gives it up: with what undoes it, where the rule has that, or without. */
  readonly instead?: 'compensate' | 'cancel';
  readonly data: JsonObject;
  readonly interruption: Interruption | null;
}

export interface ProgramRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly header: Readonly<Record<string, string>>;
  readonly body: Json;
  readonly ip: string;
}

/** The header in which a component hands out where its run is called back. */
export const CALLBACK_HEADER = 'x-back';

/** Where a run is called back; nothing that comes after it in a text belongs to it. */
export function callbackUrl(trx: string, key: string): string {
  return `http://127.0.0.1/callback/${trx}/${encodeURIComponent(key)}/`;
}

/** What happens at a site: the n-th call meets the n-th of these; the last one goes on for ever. */
export type Upstream = Readonly<Record<Site, readonly (Reaction | Act)[]>>;

/** One request, and the world that its run meets. */
export interface World {
  readonly request: ProgramRequest;
  readonly upstream: Upstream;
  /** Which of the calls under way is answered next: taken in turn, modulo their number. */
  readonly order: readonly number[];
  readonly interruption: Interruption | null;
  readonly recoveries: readonly Recovery[];
  /** While the run is under way, in this order. */
  readonly callbacks?: readonly CallingBack[];
  /** What happens each time when the run rests. */
  readonly arrivals?: readonly Arrival[];
  /** What the process of each session meets, the start's first; one that is to die is not interrupted otherwise. */
  readonly crashes?: readonly (Crash | null)[];
}

/** A rule's document. */
export interface Document {
  readonly name: string;
  readonly method: string;
  readonly rule: JsonObject;
}

/** Programs that share their rule: it runs in one world after another, before one cache. Each of them is a program. */
export interface Series {
  readonly document: Document;
  /** The rules that it calls, and those that they call. */
  readonly rules?: readonly Document[];
  readonly worlds: readonly World[];
}

/** What the n-th call at a site meets; an element of a loop begins further on than the one before it. */
export function reactionAt(upstream: Upstream, site: Site, nth: number): Reaction | Act {
  const [whole = '', ...indices] = site.split('~');
  const reactions = upstream[whole] ?? [];
  const at = indices.reduce((sum, index) => sum + Number(index), nth);
  const reaction = reactions[Math.min(at, reactions.length) - 1];
  if (!reaction) throw new Error(`nobody expected a call at ${site}`);
  return reaction;
}

/** When it all happens, in epoch milliseconds: time stands still. */
export const NOW = Date.UTC(2026, 0, 2);

/** Deployment variables and secrets, the same in all worlds. */
export const environment = {
  var: { UP: 'http://up.test', REGION: 'eu', CREATED: '201', 'WITH-DASH': 'a/b?c' },
  secret: { PASSWORD: 'p:w/d ü', TOKEN: 'tok-en' },
} as const;
