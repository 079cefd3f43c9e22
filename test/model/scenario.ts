import { stringify } from 'yaml';
import type { Parting } from './play.ts';
import type { Series } from './program.ts';

/** A counterexample for a person: the program, what the engine did with it, and where the model does not agree. */
export function describeScenario(
  { document, rules = [], worlds }: Series,
  { world: index, disagreements, seen }: Parting,
): string {
  const session = seen.length === 1 ? 'at its start' : `in recovery ${seen.length - 1}`;
  return [
    `engine and model part in world ${index + 1} of ${worlds.length}, ${session}`,
    section('they disagree', disagreements),
    section('the rule', document.rule),
    ...rules.map(({ name, method, rule }) => section(`the rule ${method} ${name}`, rule)),
    ...worlds.slice(0, index + 1).map((world, at) => section(`world ${at + 1}`, world)),
    section(
      'what the engine did, session by session',
      seen.map(({ status, failure, calls, answered, interruptedAfter }) => ({
        status,
        failure,
        calls: calls.map(({ method, site }) => `${method} ${site}`),
        answered,
        interruptedAfter,
      })),
    ),
  ].join('\n');
}

function section(title: string, value: unknown): string {
  const text = stringify(value, { lineWidth: 120, aliasDuplicateObjects: false });
  return `\n${title}:\n${text.replace(/^(?=.)/gm, '  ')}`;
}
