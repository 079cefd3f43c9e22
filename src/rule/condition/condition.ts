import { parseExpressionAt } from 'acorn';
import { StepgateError } from '../../error.ts';
import { isNested } from '../../json.ts';
import type { Condition } from '../compiled.ts';
import type { Diagnostics } from '../diagnostics.ts';
import { warnOfNearPlaceholders } from '../near-placeholder.ts';
import type { PlaceholderSyntax } from '../placeholder.ts';
import { compileExpression } from './expression.ts';
import { maskPlaceholders } from './mask.ts';
import { ConditionError } from './condition-error.ts';

/** Longer conditions are refused: it bounds the depth of the tree and what one evaluation can cost. */
const LONGEST = 4096;

/**
 * Compiles a condition to closures; nothing of it is ever evaluated as code.
 * What the language does not have is an error with its position, and the condition is then one that fails.
 */
export function compileCondition<S>(
  source: string,
  pointer: string,
  syntax: PlaceholderSyntax<S>,
  diagnostics: Diagnostics,
): Condition<S> {
  warnOfNearPlaceholders(source, pointer, syntax, diagnostics);
  try {
    return parseCondition(source, pointer, syntax);
  } catch (error) {
    diagnostics.error(
      pointer,
      refusalOf(error, source),
      error instanceof ConditionError ? error.suggestion : undefined,
    );
    return { source, placeholders: [], evaluate: () => false };
  }
}

function parseCondition<S>(source: string, pointer: string, syntax: PlaceholderSyntax<S>): Condition<S> {
  if (source.length > LONGEST)
    throw new ConditionError(`a condition has at most ${LONGEST} characters, not ${source.length}`, 0);
  const masked = maskPlaceholders(source, pointer, syntax);
  const tree = parseExpressionAt(masked.text, 0, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    // Else the closing parenthesis of a whole expression would be beyond its end.
    preserveParens: true,
    onComment: (_isBlock, _text, start) => {
      throw new ConditionError('a condition cannot hold a comment', start);
    },
  });
  const rest = /\S/u.exec(source.slice(tree.end));
  if (rest !== null) throw new ConditionError(`unexpected ${JSON.stringify(rest[0])}`, tree.end + rest.index);
  const expression = compileExpression(tree, { source, pointer, syntax, masked: masked.accessors });
  const placeholders = expression.accessors.map(({ text, path }) => ({ pointer, text, path }));
  return { source, placeholders, evaluate: (scope) => toBool(source, () => expression.evaluate(scope)) };
}

function toBool(source: string, evaluate: () => unknown): boolean {
  let value: unknown;
  try {
    value = evaluate();
  } catch (error) {
    throw failure(source, error instanceof RangeError ? 'its values are too large or too deep' : messageOf(error));
  }
  if (typeof value !== 'boolean') throw failure(source, `its result must be true or false, got ${excerpt(value)}`);
  return value;
}

function failure(source: string, message: string): StepgateError {
  return new StepgateError('110004', `the condition ${source} failed: ${message}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function excerpt(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (isNested(value)) return 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** The message for the writer of a rule. */
function refusalOf(error: unknown, source: string): string {
  if (source.trim() === '') return 'a condition cannot be empty';
  if (error instanceof ConditionError) return `${error.message} ${placeIn(source, error.position)}`;
  if (error instanceof RangeError) return 'the condition is nested too deep';
  if (error instanceof SyntaxError && 'pos' in error) {
    const message = error.message.replace(/ \(\d+:\d+\)$/, '');
    return `${message} ${placeIn(source, Number(error.pos))}`;
  }
  throw error;
}

/** Columns count from 1; of a long condition its beginning is shown. */
function placeIn(source: string, offset: number): string {
  const shown = source.length > LONGEST ? `${source.slice(0, 60)}…` : source;
  return `at column ${offset + 1} of ${shown}`;
}
