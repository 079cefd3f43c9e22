import { isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Scope } from '../rule/compiled.ts';
import type { RunIds } from './engine.ts';
import type { RunEnvironment } from './port.ts';

const SURROUND = new Set(['trx', 'logId', 'now', 'today', 'uuid', 'var', 'secret', 'callback']);

/** What is fixed when a run begins, and stays when it is recovered. */
export interface Birth {
  /** ISO 8601, UTC. */
  readonly now: string;
  /** Version 4. */
  readonly uuid: string;
}

/** An output that waits for its layer to end. */
export interface Output {
  /** The place in its layer of the component that gave it; Infinity: `response`. */
  readonly at: number;
  readonly path: readonly string[];
  readonly value: Json;
}

/**
 * The context of one run: `request`, outputs, `response`, and its environment. Components of a layer see it as it
 * was when the layer began, so outputs are put in when the layer has ended.
 */
export class Context {
  readonly #values: Record<string, unknown>;

  /** @param callbacks `{callback.NAME}`, where the rule waits for some. */
  constructor(
    values: JsonObject,
    ids: RunIds,
    environment: RunEnvironment,
    { now, uuid }: Birth,
    callbacks?: JsonObject,
  ) {
    const own = emptyScope();
    for (const name of Object.keys(values)) own[name] = values[name];
    own.trx = ids.trx;
    own.logId = ids.logId;
    own.now = now;
    own.today = now.slice(0, 'YYYY-MM-DD'.length);
    own.uuid = uuid;
    own.var = environment.var;
    own.secret = environment.secret;
    if (callbacks) own.callback = callbacks;
    this.#values = own;
  }

  /** What templates see now. */
  get scope(): Scope {
    return this.#values;
  }

  put(outputs: Iterable<Output>): void {
    putAll(this.#values, outputs);
  }

  /** The scope as it would be with `outputs`; this context stays as it is. */
  with(outputs: Iterable<Output>): Scope {
    const values = Object.assign(emptyScope(), this.#values);
    putAll(values, outputs);
    return values;
  }

  /** `request`, outputs and `response`, without the environment: what is kept, and what an operator sees. */
  data(): JsonObject {
    return this.dataWith([]);
  }

  /** The same as it would be with `outputs`. */
  dataWith(outputs: readonly Output[]): JsonObject {
    const own = Object.entries(outputs.length === 0 ? this.#values : this.with(outputs)).filter(
      ([name]) => !SURROUND.has(name),
    );
    return Object.fromEntries(own) as JsonObject;
  }
}

/** Inherits nothing, so that `__proto__` is a name like any other: V8 looks up in such an object, and not in one of null. */
const NOTHING = Object.freeze(Object.create(null) as object);

/** A scope without anything in it. */
export function emptyScope(): Record<string, unknown> {
  return Object.create(NOTHING) as Record<string, unknown>;
}

/** Puts outputs into a scope. */
export function putAll(values: Record<string, unknown>, outputs: Iterable<Pick<Output, 'path' | 'value'>>): void {
  for (const { path, value } of outputs) {
    const first = path[0];
    if (first === undefined) continue;
    values[first] = path.length === 1 ? value : placed(values[first], path.slice(1), value);
  }
}

/** A copy of `into` with `value` at `path`: objects that others may hold are never written. */
function placed(into: unknown, path: readonly string[], value: Json): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  const base = isObject(into) ? into : {};
  return { ...base, [first]: placed(Object.hasOwn(base, first) ? base[first] : undefined, rest, value) };
}
