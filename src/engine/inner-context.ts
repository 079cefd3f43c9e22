import type { Json, JsonObject } from '../json.ts';
import type { Scope } from '../rule/compiled.ts';
import { emptyScope, putAll } from './context.ts';
import type { Output } from './context.ts';
import type { KeptOutput } from './part-state.ts';

/** What the components inside a flow see: the context around it as it was when the flow began, and their own outputs. */
export class InnerContext {
  readonly #values: Record<string, unknown>;
  /** Of the layers that have ended. */
  readonly #closed: KeptOutput[];
  #outputs: Output[] = [];

  constructor(around: Scope, closed: readonly KeptOutput[]) {
    this.#values = Object.assign(emptyScope(), around);
    this.#closed = [...closed];
    putAll(this.#values, closed);
  }

  get scope(): Scope {
    return this.#values;
  }

  get closed(): readonly KeptOutput[] {
    return this.#closed;
  }

  /** An output of the layer under way, which the others of it do not see. */
  add(output: Output): void {
    this.#outputs.push(output);
  }

  closeLayer(): void {
    const outputs = this.#outputs.toSorted((a, b) => a.at - b.at).map(({ path, value }) => ({ path, value }));
    putAll(this.#values, outputs);
    this.#closed.push(...outputs);
    this.#outputs = [];
  }

  /** An object of the outputs. */
  outputs(): Json {
    const own = emptyScope();
    // What was passed over is no output.
    putAll(
      own,
      this.#closed.filter(({ path }) => path[0] !== 'failed'),
    );
    return Object.fromEntries(Object.entries(own)) as JsonObject;
  }
}

/** The context that an element of a loop sees. */
export function elementScope(around: Scope, as: string, item: Json, index: number): Scope {
  return Object.assign(emptyScope(), around, { [as]: item, index });
}
