/** Rules and edits for the property tests. */
import fc from 'fast-check';
import { COMPONENTS, type DesignerDocument, documentOf, layersOf, positionIn } from './document.ts';
import { applyEdit, type Edit } from './edit.ts';
import { EditError } from './edit-error.ts';
import { allLists } from './flows.ts';
import { type Json, type JsonObject, parseJsonText } from './rule-language.ts';

const outputName = fc.constantFrom('user', 'coupon', 'user.address', 'a', 'a.b', 'größe');
const path = fc.tuple(
  fc.constantFrom('user', 'coupon', 'a', 'request', 'größe'),
  fc.constantFrom('', '.b', '.address', '[0].id', '["b"].c'),
);
const placeholder = path.map(([root, rest]) => `{${root}${rest}}`);
const text = fc.oneof(
  placeholder,
  fc.tuple(placeholder, placeholder).map(([a, b]) => `x ${a}\\${a} ${b}`),
  fc.string(),
);
const template: fc.Arbitrary<Json> = fc.oneof(
  text,
  fc.dictionary(fc.string({ maxLength: 4 }), text, { maxKeys: 3 }),
  fc.array(text, { maxLength: 3 }),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
);

/** As JSON text gives it: without the null prototypes and the -0 of generated values. */
function asRead(json: Json): JsonObject {
  return parseJsonText(JSON.stringify(json)) as JsonObject;
}

const plainComponent: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      name: fc.constantFrom('user', 'coupon', 'sms', 'a', 'stock2'),
      type: fc.constantFrom('api', 'rule', 'script', 'transform'),
      url: text,
      expression: text,
      input: template,
      condition: placeholder,
      outputName,
      outputData: template,
      fallback: template,
      foreach: placeholder,
      as: fc.constantFrom('item', 'line', 'user'),
      future: fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<Json>,
    },
    { requiredKeys: ['name', 'type', 'url'] },
  )
  .map(asRead);

function layersOfThem(one: fc.Arbitrary<JsonObject>, most: number): fc.Arbitrary<JsonObject[][]> {
  return fc.array(fc.array(one, { maxLength: most }), { maxLength: most });
}

/** A flow with layers, with cases, or with what is neither; the components in it may be flows. */
function flowOf(inner: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> {
  const layers = layersOfThem(inner, 2);
  const oneCase = fc.record({ when: placeholder, components: layers }, { requiredKeys: ['components'] });
  const inside = fc.oneof(
    layers.map((components) => ({ components: components })),
    fc.array(oneCase, { maxLength: 3 }).map((cases) => ({ cases: cases })),
    fc.constantFrom<{ readonly components?: Json; readonly cases?: Json }>(
      ...[{}, { components: null }, { components: [null] }, { cases: 1 }, { cases: [null, { components: 'x' }] }],
    ),
  );
  return fc.tuple(plainComponent, inside).map(([plain, more]) => asRead({ ...plain, type: 'flow', ...more }));
}

const shallow = fc.oneof({ weight: 4, arbitrary: plainComponent }, { weight: 1, arbitrary: flowOf(plainComponent) });

/** A component; of each layer names and outputs may be the same, as in a rule that is being edited. */
export const component: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 4, arbitrary: plainComponent },
  { weight: 1, arbitrary: flowOf(shallow) },
);

/** A rule file. */
export const ruleFile: fc.Arbitrary<JsonObject> = fc
  .record({
    name: fc.constant('api/v1/register'),
    method: fc.constantFrom('GET', 'POST', 'ANY'),
    unknown: fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<Json>,
    rule: fc.record({
      components: fc.array(fc.array(component, { maxLength: 4 }), { maxLength: 5 }),
      response: fc.record({ body: template, error: fc.record({ body: template }) }),
    }),
  })
  .map(asRead);

/** A document. */
export const document = ruleFile.map((json) => documentOf(json));

const number = fc.nat({ max: 5 });
/** Those of the rule, and some inside flows, as far as these are there. */
const list = fc.constantFrom(
  COMPONENTS,
  `${COMPONENTS}/0/0/components`,
  `${COMPONENTS}/0/0/cases/0/components`,
  `${COMPONENTS}/1/0/cases/1/components`,
  `${COMPONENTS}/0/0/components/0/0/components`,
);
const inLayer = fc.record({ layer: number, at: number });
const position = fc.tuple(list, inLayer).map(([one, at]) => positionIn(one, at));
const place = fc.oneof(inLayer, fc.record({ newLayer: number }));
const pointer = fc.constantFrom(
  '/name',
  '/rule/timeout',
  '/rule/response/error/status',
  '/rule/request/body/a~1b',
  `${COMPONENTS}/0/0/input/deep/er`,
  `${COMPONENTS}/1/0/name`,
  `${COMPONENTS}/0/0/cases/0/when`,
  `${COMPONENTS}/0/0/components/0/0/url`,
);
const mergeKey = fc.option(fc.constantFrom('a', 'b'), { nil: undefined });

/** A card that is moved somewhere. */
export const move = fc.record({ type: fc.constant('moveComponent' as const), from: position, to: place });

const step: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ type: fc.constant('addComponent' as const), place, component, list }),
  move,
  fc.record({ type: fc.constantFrom('duplicateComponent' as const, 'deleteComponent' as const), position }),
  fc.record({
    type: fc.constant('renameComponent' as const),
    position,
    name: fc.constantFrom('fresh', 'user', '', 'a b'),
  }),
  fc.record({
    type: fc.constant('renameOutput' as const),
    position,
    outputName: fc.constantFrom('fresh', 'x.y', 'var', 'a'),
  }),
  fc.record({ type: fc.constant('addLayer' as const), at: number, list }),
  fc.record({ type: fc.constant('removeLayer' as const), layer: number, list }),
  fc.record({ type: fc.constant('setField' as const), pointer, value: template }),
  fc.record({ type: fc.constant('removeField' as const), pointer }),
  fc.record({
    type: fc.constantFrom('setRequest' as const, 'setResponse' as const, 'setError' as const),
    value: fc.constantFrom<Json | undefined>({}, undefined, { body: '{user.id}' }),
  }),
  ruleFile.map((json) => ({ type: 'replaceJson' as const, json })),
  ruleFile.map((json) => ({ type: 'replaceText' as const, text: JSON.stringify(json, null, 1) })),
);

/** Any edit, possible or not. */
export const edit: fc.Arbitrary<Edit> = fc
  .tuple(step, mergeKey)
  .map(([one, key]) => (key === undefined ? one : { ...one, mergeKey: key }));

/** The document after an edit; undefined where it is refused. Any other error is thrown. */
export function tryEdit(before: DesignerDocument, one: Edit): DesignerDocument | undefined {
  try {
    return applyEdit(before, one);
  } catch (error) {
    if (error instanceof EditError) return undefined;
    throw error;
  }
}

/** All positions of cards, those inside flows too. */
export function positionsOf(of: DesignerDocument) {
  return allLists(of).flatMap((one) =>
    layersOf(of, one).flatMap((layer, index) => layer.map((_, at) => positionIn(one, { layer: index, at }))),
  );
}
