import Type from 'typebox';
import type { Json } from '../../json.ts';
import { optional } from './strict-object.ts';

/** The longest time that a timer can wait: 2^31-1 ms. */
export const LONGEST_SECONDS = 2_147_483;

/** Full names of components inside flows and loops put these between names. */
export const NAME_PATTERN = String.raw`^[^/[\]]*$`;

const json = Type.Unsafe<Json>({});

/** What lets a component run once for each element of a list. */
const looping = {
  foreach: optional(json, 'A template that gives a list: the component runs once for each of its elements.'),
  as: optional(Type.String(), 'What an element is called in placeholders. Default item.'),
  concurrency: optional(Type.Integer({ minimum: 1, maximum: 100 }), 'So many elements at once. Default 10.'),
  maxItems: optional(Type.Integer({ minimum: 1, maximum: 100_000 }), 'A longer list fails. Default 1000.'),
};

/** The fields of every type. @param defaultTimeout seconds. */
export function common<T extends string>(type: T, defaultTimeout: number) {
  return {
    name: Type.String({
      minLength: 1,
      maxLength: 255,
      pattern: NAME_PATTERN,
      description: 'Unique in its layer; without /, [ and ].',
    }),
    desc: optional(Type.String(), 'For people.'),
    type: Type.Literal(type),
    condition: optional(Type.String(), 'An expression; false: the component is skipped.'),
    outputName: optional(Type.String(), 'Where the output goes in the context; dots nest.'),
    outputData: optional(json, "A template over the component's own result; its value is the output."),
    timeout: optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 600 }),
      `Seconds for one attempt. Default ${defaultTimeout}.`,
    ),
    ignoreError: optional(
      Type.Boolean(),
      'A failure is logged and the output becomes `fallback`; {failed.NAME} of later layers says why.',
    ),
    fallback: optional(json, 'A template: the output after an ignored failure. Default null.'),
    nowResponse: optional(Type.Boolean(), 'Answer the client as soon as this component has finished.'),
    compensate: optional(
      Type.Unsafe<unknown>({ $ref: '#/$defs/compensation' }),
      'A call that undoes this component when the run is given up.',
    ),
    ...looping,
  };
}
