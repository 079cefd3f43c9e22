import type { CompiledComponent, Scope } from '../rule/compiled.ts';
import type { Named } from './named.ts';
import type { Output } from './context.ts';
import type { Parts } from './part-state.ts';
import type { PassedAnswer } from './passed-answer.ts';
import type { Place } from './place.ts';
import type { RunData } from './run-data.ts';
import { keepsLog } from './run-record.ts';
import type { LayerRecord, RunRecord } from './run-record.ts';
import type { RunStart } from './run-start.ts';
import type { ComponentEnd } from './layer-state.ts';
import type { UndoEntry } from './undo-state.ts';

/** The layers of the rule itself. */
export class RootPlace implements Place {
  readonly isRoot = true;
  readonly signal = undefined;
  readonly #start: RunStart;
  readonly #data: RunData;
  readonly #record: RunRecord;
  readonly #ended: (end: ComponentEnd) => void;

  constructor(start: RunStart, data: RunData, record: RunRecord, ended: (end: ComponentEnd) => void) {
    this.#start = start;
    this.#data = data;
    this.#record = record;
    this.#ended = ended;
  }

  get layers(): Place['layers'] {
    return this.#start.rule.layers;
  }

  get first(): number {
    return this.#start.layer;
  }

  get parts(): Parts | undefined {
    return this.#start.state.parts;
  }

  get isWoken(): boolean {
    return this.#start.isWoken === true;
  }

  get scope(): Scope {
    return this.#data.scope;
  }

  named(component: CompiledComponent): Named {
    return component;
  }

  add(output: Output): void {
    this.#data.add(output);
  }

  leave(entry: UndoEntry): void {
    this.#data.leave(entry);
  }

  pass(answer: PassedAnswer): void {
    this.#data.pass(answer);
  }

  closeLayer(): void {
    this.#data.closeLayer();
  }

  beginLog(layer: number, size: number): LayerRecord | undefined {
    return keepsLog(this.#start.rule) ? this.#record.beginLayer(layer, size) : undefined;
  }

  componentEnded(end: ComponentEnd): void {
    this.#ended(end);
  }
}
