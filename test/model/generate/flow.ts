import fc from 'fast-check';
import type { JsonObject } from '../../../src/json.ts';
import { draft } from './component.ts';
import type { CaseDraft, Draft } from './component.ts';
import { condition } from './condition.ts';
import { contextPath } from './template.ts';
import { undoDraft } from './undo.ts';

const when = condition(contextPath);

/** A component that may be undone. */
export const calling = fc
  .tuple(draft, fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: undoDraft }))
  .map(([one, undo]): Draft => ({ ...one, undo: one.group === null ? undo : null }));

const wait = fc.constantFrom<JsonObject>(
  { for: 'callback' },
  { for: 'callback' },
  { for: 'callback' },
  { for: 'callback', timeout: 60 },
  { for: 'approval', title: 'may {a} go on?' },
  { for: 'approval', title: 'again', timeout: 30, onReject: 'continue' },
  { for: 'time', seconds: 30 },
  { for: 'time', seconds: '{request.body.count}' },
  { for: 'time', at: '2026-01-02T00:01:00Z' },
  { for: 'time', at: '2025-12-24' },
);

/** A component that waits. */
export const resting: fc.Arbitrary<Draft> = fc
  .tuple(draft, wait)
  .map(([one, what]) => ({ ...one, wait: what, group: null, script: null, transform: null }));

/** One that may be undone, or one that waits. */
export const waiting: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 6, arbitrary: calling },
  { weight: 1, arbitrary: resting },
);

/** A component that may be a flow, with at most `depth` of them inside each other. */
export function anyDraft(depth: number, leaf: fc.Arbitrary<Draft> = calling): fc.Arbitrary<Draft> {
  if (depth === 0) return leaf;
  const inner = anyDraft(depth - 1, leaf);
  const layers = fc.array(fc.array(inner, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 });
  const always = layers.map((all): CaseDraft => ({ when: null, layers: all }));
  const cases = fc.oneof(
    { weight: 2, arbitrary: always.map((one) => [one]) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(when, layers, fc.option(layers, { freq: 4 }))
        .map(([one, first, last]) => [{ when: one, layers: first }, ...(last ? [{ when: null, layers: last }] : [])]),
    },
  );
  const flow = fc
    .tuple(calling, cases)
    .map(([one, all]): Draft => ({ ...one, flow: all, group: null, script: null, transform: null }));
  return fc.oneof({ weight: 5, arbitrary: leaf }, { weight: 1, arbitrary: flow });
}
