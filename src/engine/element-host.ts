import type { StepgateError } from '../error.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Scope } from '../rule/compiled.ts';
import type { CallSlots } from './call-slots.ts';
import type { ComponentHost } from './component-host.ts';
import type { ComponentOutcome } from './component-outcome.ts';
import type { ComponentRecord } from './component-record.ts';
import { ignoredFailure } from './ignored-failure.ts';
import type { RunOfLayer } from './place.ts';
import type { ComponentResult, RunHandle } from './port.ts';

/** The loop around an element. */
export interface LoopOfElements {
  /** @throws StepgateError 110003. */
  keep(value: Json): void | Promise<void>;
  ignore(index: number, failure: JsonObject): void;
  ended(record: ComponentRecord, outcome: ComponentOutcome): void;
}

/** What an element needs: what the loop has, with a context of its own. */
export class ElementHost implements ComponentHost {
  readonly scope: Scope;
  readonly #host: ComponentHost;
  readonly #loop: LoopOfElements;
  readonly #run: RunOfLayer;

  constructor(host: ComponentHost, scope: Scope, loop: LoopOfElements, run: RunOfLayer) {
    this.#run = run;
    this.#host = host;
    this.scope = scope;
    this.#loop = loop;
  }

  get run(): RunHandle {
    return this.#host.run;
  }

  get slots(): CallSlots {
    return this.#run.slots;
  }

  called(): void {
    this.#host.called();
  }

  keep(_: ComponentRecord, value: Json): void | Promise<void> {
    return this.#loop.keep(value);
  }

  keepFailure(record: ComponentRecord, error: StepgateError): void {
    this.#loop.ignore(record.at, ignoredFailure(record, this.#run.masked(error)));
  }

  streams(): boolean {
    return false;
  }

  passOn(): Promise<void> {
    throw new Error('the answers of a loop are not passed on');
  }

  inside(record: ComponentRecord, scope: Scope): Promise<ComponentOutcome | ComponentResult> {
    return this.#host.inside(record, scope);
  }

  ended(record: ComponentRecord, outcome: ComponentOutcome): void {
    this.#loop.ended(record, outcome);
  }
}
