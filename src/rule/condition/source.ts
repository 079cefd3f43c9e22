import { parseExpressionAt } from 'acorn';
import type { Placeholder } from '../compiled.ts';
import type { Diagnostics } from '../diagnostics.ts';
import { warnOfNearPlaceholders } from '../near-placeholder.ts';
import type { PlaceholderSyntax } from '../placeholder.ts';
import { Work } from '../work.ts';
import { ConditionError } from './condition-error.ts';
import { compileExpression } from './expression.ts';
import { maskPlaceholders } from './mask.ts';

/** Longer ones are refused: it bounds the depth of the tree and what one evaluation can cost. */
const LONGEST = 4096;
/** Steps of one evaluation. */
const MOST_STEPS = 1_000_000;

/** Where an expression stands. */
export interface Origin<S> {
  readonly source: string;
  /** What it is, in messages. */
  readonly kind: 'a condition' | 'an expression';
  readonly pointer: string;
  readonly syntax: PlaceholderSyntax<S>;
  /** It is evaluated for each element of a list. */
  readonly isLooped: boolean;
}

/** An expression as closures. */
export interface CompiledSource<S> {
  readonly evaluate: (scope: S) => unknown;
  readonly placeholders: readonly Placeholder[];
  /** Of its last evaluation, where steps are counted. */
  readonly work: Work;
}

/**
 * Compiles an expression; nothing of it is ever evaluated as code. What the language does not have is an error with its
 * position, and there is no expression then.
 */
export function compileSource<S>(origin: Origin<S>, diagnostics: Diagnostics): CompiledSource<S> | undefined {
  const { source, pointer, syntax } = origin;
  warnOfNearPlaceholders(source, pointer, syntax, diagnostics);
  try {
    return parse(origin, (message) => diagnostics.warn(pointer, message));
  } catch (error) {
    const suggestion = error instanceof ConditionError ? error.suggestion : undefined;
    diagnostics.error(pointer, refusalOf(error, origin), suggestion);
    return undefined;
  }
}

function parse<S>(origin: Origin<S>, warn: (message: string) => void): CompiledSource<S> {
  const { source, kind, pointer, syntax } = origin;
  if (source.length > LONGEST)
    throw new ConditionError(`${kind} has at most ${LONGEST} characters, not ${source.length}`, 0);
  const masked = maskPlaceholders(source, pointer, syntax);
  const tree = parseExpressionAt(masked.text, 0, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    // Else the closing parenthesis of a whole expression would be beyond its end.
    preserveParens: true,
    onComment: (_isBlock, _text, start) => {
      throw new ConditionError(`${kind} cannot hold a comment`, start);
    },
  });
  const rest = /\S/u.exec(source.slice(tree.end));
  if (rest !== null) throw new ConditionError(`unexpected ${JSON.stringify(rest[0])}`, tree.end + rest.index);
  const work = new Work(MOST_STEPS, 'it');
  const { evaluate, accessors } = compileExpression(tree, { ...origin, masked: masked.accessors, work, warn });
  const placeholders = accessors
    .filter(({ isLocal }) => isLocal !== true)
    .map(({ text, path }) => ({ pointer, text, path }));
  return { evaluate, placeholders, work };
}

/** The message for the writer of a rule. */
function refusalOf(error: unknown, { source, kind }: Pick<Origin<never>, 'source' | 'kind'>): string {
  if (source.trim() === '') return `${kind} cannot be empty`;
  if (error instanceof ConditionError) {
    const message = error.message.replace(/^a condition /, `${kind} `);
    return `${message} ${placeIn(source, error.position)}`;
  }
  if (error instanceof RangeError) return `the ${kind.replace(/^an? /, '')} is nested too deep`;
  if (error instanceof SyntaxError && 'pos' in error) {
    const message = error.message.replace(/ \(\d+:\d+\)$/, '');
    return `${message} ${placeIn(source, Number(error.pos))}`;
  }
  throw error;
}

/** Columns count from 1; of a long one its beginning is shown. */
function placeIn(source: string, offset: number): string {
  const shown = source.length > LONGEST ? `${source.slice(0, 60)}…` : source;
  return `at column ${offset + 1} of ${shown}`;
}
