import { StepgateError } from '../../error.ts';
import { isObject, type Json, type JsonObject } from '../../json.ts';
import type { Placeholder, Template } from '../compiled.ts';
import { compileValue } from '../condition/condition.ts';
import type { Diagnostics } from '../diagnostics.ts';
import { member } from '../json-pointer.ts';
import type { PlaceholderSyntax } from '../placeholder.ts';
import { objectNode, parseText, textNode } from '../template-node.ts';
import { Evaluation, formSyntax, type Locals, type Slots } from './evaluation.ts';
import { expressionIn, keyOf, unescaped } from './form.ts';
import { compileList } from './list.ts';
import { compileMembers } from './members.ts';
import type { FormNode, FormParsing } from './parsing.ts';
import { compileWords } from './words.ts';

/** Compiles a template that is more than placeholders. */
export function compileForms<S>(
  json: Json,
  pointer: string,
  syntax: PlaceholderSyntax<S>,
  diagnostics: Diagnostics,
): Template<S> {
  const placeholders: Placeholder[] = [];
  const slots: Slots = { local: 0, read: 0 };
  const parsingAt = (locals: Locals, depth: number, isPut: boolean): FormParsing<S> => {
    const parsing: FormParsing<S> = {
      ...{ diagnostics, slots, locals, depth, isPut },
      syntax: formSyntax(syntax, locals, depth, slots),
      note: (found) => void placeholders.push(...found),
      compile: (part, at) => compileNode(part, at, parsing),
      within: (names) => parsingAt(new Map([...locals, ...names]), depth + 1, isPut),
      aside: () => parsingAt(locals, depth, false),
    };
    return parsing;
  };
  const node = parsingAt(new Map(), 0, true).compile(json, pointer);
  if ('constant' in node) return { evaluate: () => node.constant, placeholders };
  const { evaluate } = node;
  return {
    evaluate(scope) {
      try {
        return evaluate(new Evaluation(scope, pointer));
      } catch (error) {
        throw error instanceof StepgateError ? error : failure(pointer, error);
      }
    },
    placeholders,
  };
}

/** What bounds an evaluation throws plain errors. */
function failure(pointer: string, error: unknown): StepgateError {
  const message = error instanceof RangeError ? 'its values are too large or too deep' : (error as Error).message;
  return new StepgateError('110004', `the template at ${pointer} failed: ${message}`);
}

function compileNode<S>(json: Json, pointer: string, parsing: FormParsing<S>): FormNode<S> {
  if (typeof json === 'string') return compileText(json, pointer, parsing);
  if (Array.isArray(json)) return compileList(json, pointer, parsing);
  if (!isObject(json)) return { constant: json };
  const entries = Object.entries(json as JsonObject);
  const kinds = new Set(entries.map(([key]) => keyOf(key).kind));
  if (kinds.has('word')) return compileWords(json as JsonObject, pointer, parsing);
  if (kinds.has('spread') || kinds.has('optional')) return compileMembers(json as JsonObject, pointer, parsing);
  return objectNode(
    entries.map(([key, value]) => {
      const known = keyOf(key);
      return ['name' in known ? known.name : key, parsing.compile(value, member(pointer, key))] as const;
    }),
  );
}

/** `{=` somewhere within a text, all of which is no expression. */
const WITHIN = /(?<![\\{])\{=[^\n]*\}/;

function compileText<S>(text: string, pointer: string, parsing: FormParsing<S>): FormNode<S> {
  const { diagnostics, syntax, note, isPut } = parsing;
  const expression = expressionIn(text);
  if (expression !== undefined) {
    const { evaluate, placeholders, spent } = compileValue(expression, pointer, syntax, diagnostics);
    note(placeholders);
    return putting(isPut, {
      evaluate(one) {
        const value = evaluate(one);
        one.work.spend(spent());
        return value;
      },
    });
  }
  const plain = unescaped(text);
  if (plain === text && WITHIN.test(text))
    diagnostics.warn(pointer, '{= … } is an expression only where it is the whole value: here it stays text');
  const parts = parseText(plain, pointer, syntax, diagnostics);
  const found = parts.filter((part) => typeof part !== 'string' && part.isLocal !== true);
  note(found.map((part) => ({ pointer, text: (part as Placeholder).text, path: (part as Placeholder).path })));
  return putting(isPut, textNode(parts));
}

/** Constants are counted where they are repeated. */
function putting<S>(isPut: boolean, node: FormNode<S>): FormNode<S> {
  if (!isPut || 'constant' in node) return node;
  const { evaluate } = node;
  return { evaluate: (one) => one.put(evaluate(one)) };
}
