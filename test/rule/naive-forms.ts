import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/json.ts';

/** What templates see: names of the context, and of elements. */
export type Env = Readonly<Record<string, Json>>;

/** A template as it is written, and what it gives, said in the plainest way. */
export interface Shaped {
  readonly written: Json;
  readonly gives: (env: Env) => Json;
}

/** An expression, likewise. */
interface Expression {
  readonly text: string;
  readonly gives: (env: Env) => unknown;
}

/** It has no value: 110004. */
export class NoValue extends Error {}

function fail(): never {
  throw new NoValue();
}

const NAMES = ['a', 'b', 'list', 'none', 'text', 'deep', 'item', 'index', 'row'];
const name = fc.constantFrom(...NAMES);

function read(env: Env, path: readonly string[]): Json {
  let value: unknown = env;
  for (const segment of path) {
    if (value === null || value === undefined) return null;
    value = Object.hasOwn(Object(value) as object, segment) ? (value as JsonObject)[segment] : null;
  }
  return (value ?? null) as Json;
}

const path = fc.tuple(name, fc.array(fc.constantFrom('x', 'y', 'length'), { maxLength: 2 })).map(([a, b]) => [a, ...b]);

const placeholder = path.map((one) => ({ text: `{${one.join('.')}}`, gives: (env: Env) => read(env, one) }));

const literal = fc
  .oneof(fc.integer({ min: -3, max: 9 }), fc.boolean(), fc.constant(null), fc.constantFrom('', 'x', 'it’s', '{a}'))
  .map((value) => ({ text: JSON.stringify(value), gives: () => value }));

type Operator = (left: () => unknown, right: () => unknown) => unknown;

const operators: Readonly<Record<string, Operator>> = {
  '+': (a, b) => (a() as number) + (b() as number),
  '-': (a, b) => (a() as number) - (b() as number),
  '*': (a, b) => (a() as number) * (b() as number),
  '/': (a, b) => (a() as number) / (b() as number),
  '<': (a, b) => (a() as number) < (b() as number),
  '>=': (a, b) => (a() as number) >= (b() as number),
  '==': (a, b) => a() == b(),
  '!==': (a, b) => a() !== b(),
  '&&': (a, b) => a() && b(),
  // eslint-disable-next-line @typescript-eslint/prefer-nullish-coalescing -- it is that operator
  '||': (a, b) => a() || b(),
  '??': (a, b) => a() ?? b(),
};

const methods = {
  some: (list: Json[], of: (one: Json) => unknown) => list.some((one) => bool(of(one))),
  every: (list: Json[], of: (one: Json) => unknown) => list.every((one) => bool(of(one))),
  filter: (list: Json[], of: (one: Json) => unknown) => list.filter((one) => bool(of(one))),
  map: (list: Json[], of: (one: Json) => unknown) => list.map((one) => of(one)),
};

function bool(value: unknown): boolean {
  return typeof value === 'boolean' ? value : fail();
}

/** A parameter may stand for a name: both are looked up alike here. */
const parameter = fc.constantFrom('p', 'q');

const { expression } = fc.letrec<{ expression: Expression; parameters: Expression }>((tie) => ({
  parameters: parameter.map((one) => ({
    text: `«${one}»`,
    gives: (env: Env) => env[`$${one}`] ?? null,
  })),
  expression: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    literal,
    placeholder,
    tie('parameters'),
    fc
      .tuple(tie('expression'), fc.constantFrom(...Object.keys(operators)), tie('expression'))
      .map(([a, operator, b]) => ({
        text: `(${a.text} ${operator} ${b.text})`,
        gives: (env: Env) =>
          operators[operator]?.(
            () => a.gives(env),
            () => b.gives(env),
          ),
      })),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([test, a, b]) => ({
      text: `(${test.text} ? ${a.text} : ${b.text})`,
      gives: (env: Env) => (test.gives(env) ? a.gives(env) : b.gives(env)),
    })),
    fc
      .tuple(tie('expression'), fc.constantFrom('some', 'every', 'filter', 'map'), parameter, tie('expression'))
      .map(([list, method, one, body]) => ({
        text: `(${list.text}).${method}(${one} => ${body.text.replaceAll(`«${one}»`, one)})`,
        gives(env: Env) {
          const value = list.gives(env);
          if (!Array.isArray(value)) return fail();
          return methods[method as 'map'](value as Json[], (each) => body.gives({ ...env, [`$${one}`]: each }));
        },
      })),
  ),
}));

/** A parameter outside of its function is refused: a placeholder of what is not there stands for it. */
function written({ text }: Expression): string {
  return text.replaceAll(/«([pq])»/g, '{nobody_$1}');
}

function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return !Array.isArray(value) || value.every(isJson);
}

const value: fc.Arbitrary<Shaped> = expression.map((one) => ({
  written: `{= ${written(one)} }`,
  gives(env) {
    const found = one.gives(env);
    return isJson(found) ? ((found ?? null) as Json) : fail();
  },
}));

const condition = expression.map((one) => ({ written: written(one), gives: (env: Env) => bool(one.gives(env)) }));

const plain: fc.Arbitrary<Shaped> = fc.oneof(
  fc
    .oneof(fc.integer({ min: 0, max: 9 }), fc.constant(null), fc.constantFrom('x', ''))
    .map((one) => ({ written: one, gives: () => one })),
  placeholder.map(({ text, gives }) => ({ written: text, gives })),
  placeholder.map(({ text, gives }) => ({
    written: `<${text}>`,
    gives(env: Env) {
      const found = gives(env);
      return `<${typeof found === 'string' ? found : found === null ? '' : JSON.stringify(found)}>`;
    },
  })),
);

type Member = readonly [key: string, put: (made: Record<string, Json>, env: Env) => void, written: Json];

function spread(found: Json, made: Record<string, Json>): void {
  if (found === null) return;
  if (typeof found !== 'object' || Array.isArray(found)) fail();
  else Object.assign(made, found);
}

/** An object of nothing but `...` stands for elements within a list: that is made apart. */
function element(any: fc.Arbitrary<Shaped>): fc.Arbitrary<Shaped> {
  return any.filter(({ written: one }) => JSON.stringify(Object.keys(Object(one) as object)) !== '["..."]');
}

/** Templates of all forms. */
export const { shaped } = fc.letrec<{ shaped: Shaped; members: Member[]; elements: Shaped[] }>((tie) => ({
  members: fc.array(
    fc.oneof(
      fc.tuple(fc.constantFrom('x', 'y', 'z?', '\\z?', '\\...', '\\$if'), tie('shaped')).map(([key, one]): Member => {
        const isOptional = key === 'z?';
        const own = isOptional ? 'z' : key.replace('\\', '');
        return [
          key,
          (made, env) => {
            const found = one.gives(env);
            if (!isOptional || found !== null) made[own] = found;
          },
          one.written,
        ];
      }),
      tie('shaped')
        .filter(({ written: one }) => !Array.isArray(one))
        .map((one): Member => ['...', (made, env) => spread(one.gives(env), made), one.written]),
      fc
        .array(tie('shaped'), { maxLength: 3 })
        .map((all): Member => [
          '...',
          (made, env) => all.forEach((one) => spread(one.gives(env), made)),
          all.map((one) => one.written),
        ]),
    ),
    { maxLength: 4 },
  ),
  elements: fc.array(element(tie('shaped')), { maxLength: 3 }),
  shaped: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    plain,
    value,
    tie('members').map((all) => {
      const members = new Map(all.map((one) => [one[0], one]));
      return {
        written: Object.fromEntries(Array.from(members.values(), ([key, , one]) => [key, one])),
        gives(env: Env) {
          const made: Record<string, Json> = {};
          for (const [, put] of members.values()) put(made, env);
          return made;
        },
      };
    }),
    fc.tuple(tie('elements'), element(tie('shaped')), fc.boolean()).map(([all, one, isSpread]) => ({
      written: [...all.map((each) => each.written), isSpread ? { '...': one.written } : one.written],
      gives(env: Env) {
        const made: Json[] = [];
        for (const each of all) made.push(each.gives(env));
        const last = one.gives(env);
        if (!isSpread) made.push(last);
        else if (Array.isArray(last)) made.push(...(last as Json[]));
        else if (last !== null) fail();
        return made;
      },
    })),
    fc.tuple(condition, tie('shaped'), fc.option(tie('shaped'))).map(([test, yes, no]) => ({
      written: { $if: test.written, $then: yes.written, ...(no && { $else: no.written }) },
      gives: (env: Env) => (test.gives(env) ? yes.gives(env) : (no?.gives(env) ?? null)),
    })),
    fc
      .tuple(tie('shaped'), tie('shaped'), fc.option(condition, { freq: 2 }), fc.constantFrom('item', 'row', undefined))
      .map(([source, to, test, as]) => ({
        written: { $each: source.written, $to: to.written, ...(test && { $if: test.written }), ...(as && { $as: as }) },
        gives(env: Env) {
          const list = source.gives(env);
          if (list === null) return [];
          if (!Array.isArray(list)) return fail();
          return (list as Json[]).flatMap((item, index): Json[] => {
            const inner = { ...env, [as ?? 'item']: item, index };
            return test && !test.gives(inner) ? [] : [to.gives(inner)];
          });
        },
      })),
  ),
}));
