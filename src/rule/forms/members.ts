import { StepgateError } from '../../error.ts';
import { isObject, type Json, type JsonObject } from '../../json.ts';
import { eachMember, largeParts } from '../../large/large-json.ts';
import { withMembers } from '../../large/with-members.ts';
import { describe } from '../condition/excerpt.ts';
import { member } from '../json-pointer.ts';
import { evaluatorOf } from '../template-node.ts';
import { type Evaluation, STEPS } from './evaluation.ts';
import { keyOf } from './form.ts';
import type { FormNode, FormParsing } from './parsing.ts';

/** An object that is being made. */
interface Made {
  /** A large object whose members it begins with. */
  base: JsonObject | undefined;
  /** Its own members, which win over those. */
  members: Record<string, Json>;
  isEmpty: boolean;
}

/** Adds what a key stands for to the members before it. */
type Add<S> = (one: Evaluation<S>, made: Made) => void;

/** An object with `...`, the members of other objects, or `name?`, a member that is left out where it is null. */
export function compileMembers<S>(object: JsonObject, pointer: string, parsing: FormParsing<S>): FormNode<S> {
  const adds = Object.entries(object).flatMap(([key, value]) => compileMember(key, value, pointer, parsing));
  return {
    evaluate(one) {
      const made: Made = { base: undefined, members: {}, isEmpty: true };
      for (const add of adds) add(one, made);
      return made.base ? withMembers(made.base, new Map(Object.entries(made.members))) : made.members;
    },
  };
}

function compileMember<S>(key: string, value: Json, pointer: string, parsing: FormParsing<S>): Add<S>[] {
  const at = member(pointer, key);
  const known = keyOf(key);
  if (known.kind === 'spread') {
    // A list that is written here is one of such objects.
    if (Array.isArray(value)) return value.map((one: Json, index) => spread(one, member(at, index), parsing));
    return [spread(value, at, parsing)];
  }
  const name = 'name' in known ? known.name : key;
  const evaluate = evaluatorOf(parsing.compile(value, at));
  if (known.kind === 'member') return [(one, made) => put(made, name, evaluate(one))];
  return [
    (one, made) => {
      const found = evaluate(one);
      if (found !== null) put(made, name, found);
    },
  ];
}

function spread<S>(value: Json, pointer: string, parsing: FormParsing<S>): Add<S> {
  const evaluate = evaluatorOf(parsing.compile(value, pointer));
  return (one, made) => {
    const object = evaluate(one);
    if (object === null) return;
    if (!isObject(object))
      throw new StepgateError('110004', `${pointer} puts the members of an object here, and is ${describe(object)}`);
    const isLarge = largeParts(object) !== undefined;
    if (isLarge && made.isEmpty) {
      [made.base, made.isEmpty] = [object, false];
      return;
    }
    if (isLarge && made.base) takeApart(one, made, made.base);
    putAll(one, made, object);
  };
}

/** Much of it will change. */
function takeApart<S>(one: Evaluation<S>, made: Made, base: JsonObject): void {
  const { members } = made;
  [made.base, made.members] = [undefined, {}];
  putAll(one, made, base);
  putAll(one, made, members);
}

function putAll<S>(one: Evaluation<S>, made: Made, object: JsonObject): void {
  for (const [name, value] of eachMember(object)) {
    one.work.spend(STEPS.member);
    put(made, name, value);
  }
}

/** An assignment would make no own `__proto__`. */
function put(made: Made, name: string, value: Json): void {
  made.isEmpty = false;
  if (name !== '__proto__') made.members[name] = value;
  else Object.defineProperty(made.members, name, { value, writable: true, enumerable: true, configurable: true });
}
