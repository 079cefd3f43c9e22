import type { Engine } from '../engine/engine.ts';
import { StepgateError } from '../error.ts';
import type { LoopLag } from './loop-lag.ts';

/** Lets a new run in, or throws StepgateError 000503 with the wait. Costs next to nothing. */
export type Admit = () => void;

const RETRY_AFTER_MS = 1000;

interface AdmissionDeps {
  readonly engine: Pick<Engine, 'running'>;
  readonly lag: LoopLag;
  readonly maxRuns: number;
  readonly maxLagMs: number;
}

/** Refuses new runs under overload. */
export function createAdmission({ engine, lag, maxRuns, maxLagMs }: AdmissionDeps): Admit {
  return () => {
    if (engine.running >= maxRuns)
      throw overloaded(`${maxRuns} runs are under way, the most allowed (STEPGATE_MAX_RUNS)`);
    if (lag.behindMs() > maxLagMs)
      throw overloaded(`the gateway is more than ${maxLagMs / 1000} s behind (STEPGATE_MAX_LAG_MS)`);
  };
}

function overloaded(reason: string): StepgateError {
  return new StepgateError('000503', `${reason}; send the request again later`, { retryAfterMs: RETRY_AFTER_MS });
}
