import type { StepgateError } from '../error.ts';
import type { Clock } from '../clock.ts';
import type { Failure } from './answer.ts';
import type { ComponentRecord } from './component-record.ts';
import type { LayerDeps, RunOfLayer } from './place.ts';
import type { RunData } from './run-data.ts';
import type { Effect, RunEvent } from './run-state.ts';
import type { RunWrites } from './run-writes.ts';
import { UndoRun } from './undo-run.ts';

/** What undoing needs of the runner. */
export interface CompensatedRun extends RunOfLayer {
  take(event: RunEvent): void;
}

/** Undoes what a run has left that is given up, and tells when its client has waited for long enough. */
export class Compensation {
  readonly #run: CompensatedRun;
  readonly #undo: UndoRun;
  readonly #clock: Clock;
  #cancelHold: (() => void) | undefined;

  constructor(deps: LayerDeps, run: CompensatedRun, writes: RunWrites) {
    this.#run = run;
    this.#clock = deps.clock;
    const logUndo = (record: ComponentRecord, layer: number, name: string): void =>
      writes.record.undone(layer, name, record);
    this.#undo = new UndoRun(deps, run, logUndo);
  }

  carryOut(effect: Extract<Effect, { do: 'hold' | 'undo' }>, data: RunData): void {
    if (effect.do === 'undo') data.feed?.turned('compensating');
    if (effect.do === 'undo') void this.#undoAll(data, effect.failure);
    else this.#cancelHold = this.#clock.timer(this.#run.rule.holdMs, () => this.#run.take({ type: 'hold over' }));
  }

  async #undoAll({ left = [], scope }: RunData, why: Failure): Promise<void> {
    const failure = await this.#undo.run(left, scope, why);
    this.#run.take({ type: 'undone', failure });
  }

  abort(error: StepgateError): void {
    this.#undo.abort(error);
  }

  /** The run is over here. */
  end(): void {
    this.#cancelHold?.();
  }
}
