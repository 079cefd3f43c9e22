import type { CompiledComponent } from '../rule/compiled.ts';
import type { ComponentOutcome } from './component-outcome.ts';
import type { Named } from './named.ts';
import type { RunStatus } from './run-status.ts';

/** A component as a feed is told of it. */
export interface FedComponent {
  readonly component: CompiledComponent;
  readonly named: Named;
  /** Milliseconds, once it has ended. */
  readonly runTimeMs: number;
}

/** Told what a run does that somebody follows. */
export interface Feed {
  /** A layer of the rule itself. */
  layer(layer: number, status: 'running' | 'success' | 'failed'): void;
  /** A component, also one inside another. */
  begun(component: FedComponent): void;
  /** What rests has not ended. */
  ended(component: FedComponent, outcome: Pick<ComponentOutcome, 'kind'>): void;
  /** A script has said how far it is. */
  said(): void;
  /** The run goes on as this, rests, or has ended. */
  turned(status: RunStatus): void;
}
