import type { JsonObject } from '../../../src/json.ts';
import type { SeenEntry } from '../observation.ts';
import type { AnsweredFailure, Responded } from './answer.ts';
import type { LeftEntry } from './left.ts';
import type { Parts } from './ran.ts';

/** All that is kept of a run: what it goes on with, whatever happens to its process. */
export interface Kept {
  readonly context: JsonObject;
  readonly responded: Responded;
  readonly layer: number;
  readonly only: readonly string[] | null;
  readonly parts: Parts;
  readonly left: readonly LeftEntry[];
  readonly isCrashed: boolean;
  readonly isResting: boolean;
  readonly givenUp: AnsweredFailure | null;
  readonly entries: SeenEntry[];
  readonly isComplete: boolean;
}
