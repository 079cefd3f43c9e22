import { StepgateError } from '../error.ts';
import type { CompiledComponent } from '../rule/compiled.ts';
import { runComponent } from './component.ts';
import type { ComponentOutcome } from './component-outcome.ts';
import type { ComponentDeps, ComponentRun } from './component.ts';
import type { Output } from './context.ts';
import type { RunHandle } from './port.ts';

/** How a layer ended. */
export type LayerOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'broken'; readonly component: string; readonly error: StepgateError }
  | {
      readonly kind: 'failed';
      /** The first that failed. */
      readonly component: string;
      readonly error: StepgateError;
      readonly suspendedByScript: boolean;
      /** All that have to run again. */
      readonly failed: readonly string[];
    };

/** One layer of one run. */
export interface LayerRun {
  readonly components: readonly CompiledComponent[];
  readonly run: RunHandle;
  /** The run's own signal. */
  readonly signal: AbortSignal;
  /** True: after a failure the others are allowed to settle, so that nothing that succeeded runs again. */
  readonly letSettle: boolean;
  /** Called in the order in which components end, with each output that has a place. */
  readonly onOutput: (output: Output) => void;
  /** A `nowResponse` component has finished. */
  readonly onNowResponse: () => void;
  /** The first failure or break, at once: before the others have ended. */
  readonly onStop: (outcome: Exclude<LayerOutcome, { kind: 'done' }>) => void;
  readonly onCall: ComponentRun['onCall'];
  readonly onEnd: ComponentRun['onEnd'];
}

type Stop = Exclude<LayerOutcome, { kind: 'done' }>;

/** Runs all components of a layer at once; resolves when all have settled. Never rejects. */
export async function runLayer(deps: ComponentDeps, layer: LayerRun): Promise<LayerOutcome> {
  const neighbours = new AbortController();
  const isAlone = layer.components.length === 1;
  const signal = isAlone ? layer.signal : AbortSignal.any([layer.signal, neighbours.signal]);
  const failed: string[] = [];
  let stop: Stop | undefined;

  const settle = ({ name, outputPath, nowResponse }: CompiledComponent, outcome: ComponentOutcome): void => {
    switch (outcome.kind) {
      case 'skipped':
        return;
      case 'value':
        if (outputPath) layer.onOutput({ path: outputPath, value: outcome.output });
        if (nowResponse) layer.onNowResponse();
        return;
      case 'break':
        return end({ kind: 'broken', component: name, error: outcome.error }, true);
      case 'suspend':
      case 'failed':
        failed.push(name);
        return end(
          {
            kind: 'failed',
            component: name,
            error: outcome.error,
            suspendedByScript: outcome.kind === 'suspend',
            failed,
          },
          !layer.letSettle,
        );
    }
  };

  // A break ends the run whatever else happened; of failures the first one counts.
  const end = (outcome: Stop, abortOthers: boolean): void => {
    const first = stop === undefined;
    if (first || (outcome.kind === 'broken' && stop?.kind === 'failed')) stop = outcome;
    if (abortOthers)
      neighbours.abort(
        new StepgateError(outcome.error.code, `given up because ${outcome.component} ended the layer`, {
          retryable: false,
        }),
      );
    if (first) layer.onStop(outcome);
  };

  await Promise.all(
    layer.components.map(async (component) => {
      const { run, onCall, onEnd } = layer;
      settle(component, await runComponent(deps, { component, run, signal, onCall, onEnd }));
    }),
  );
  return stop ?? { kind: 'done' };
}
