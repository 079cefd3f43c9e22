import { stripTypeScriptTypes } from 'node:module';
import type * as Acorn from 'acorn';
import { mayLeavePromises } from './promises.ts';
import { asyncify } from './asyncify.ts';
import type { Insertion } from './asyncify.ts';

/** Something wrong with a script, and where: lines and columns from 1. */
export interface Finding {
  /** An error where nothing else is said. */
  readonly severity?: 'warning';
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

/** A script that can be compiled, or what is wrong with it. */
export type PreparedScript =
  | {
      readonly ok: true;
      readonly plain: boolean;
      /** A plain handler that may hold its isolate while it waits: it needs one for itself. */
      readonly blocks: boolean;
      /** It may have promises that it does not wait for. */
      readonly promises: boolean;
      readonly wrapped: string;
      /** JSON of `MappedInsertion[]`: what `wrapped` has more than the source. */
      readonly sourceMap: string;
      /** JSONata's source: `wrapped` is an expression. Undefined: it is a script. */
      readonly library?: string;
    }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** As the language counts lines. */
const LINE_END = /\r\n|[\n\r\u2028\u2029]/;

type Parse = typeof Acorn.parse;

/** A script that gets at these methods without naming them holds its isolate, and the calls of its version, while it waits. */
const BLOCKING = /\b(?:request|sleep)\b/;

/** A script that was parsed, its types stripped in place: lines and columns stay. */
interface ParsedScript {
  readonly ok: true;
  readonly text: string;
  readonly program: Acorn.Program;
  readonly handler: FoundHandler;
}

/**
 * Parses a script without running it, and wraps it so that its top level is the body of a function: run anew for each
 * call. The source has to be a whole program of its own, so nothing in it can leave the wrapper.
 */
export function prepareScript(source: string, language: string, parse: Parse): PreparedScript {
  const parsed = parseScript(source, language, parse);
  return parsed.ok ? prepareParsed(parsed) : parsed;
}

/** Parses a script; gives what is wrong with it where that does not go, or it has no handler. */
export function parseScript(
  source: string,
  language: string,
  parse: Parse,
): ParsedScript | Extract<PreparedScript, { readonly ok: false }> {
  let text = source;
  try {
    if (language === 'ts') text = stripTypeScriptTypes(source);
  } catch (error) {
    return { ok: false, findings: [typeScriptFinding(error as Error)] };
  }
  try {
    const program = parse(text, { ecmaVersion: 'latest', sourceType: 'script', allowHashBang: true, locations: true });
    const handler = findHandler(program);
    return 'message' in handler ? { ok: false, findings: [handler] } : { ok: true, text, program, handler };
  } catch (error) {
    return { ok: false, findings: [syntaxFinding(error as SyntaxError)] };
  }
}

/** `prepareScript` of a script that was parsed. */
export function prepareParsed({ text, program, handler }: ParsedScript): PreparedScript {
  try {
    const blocks = !handler.async && BLOCKING.test(text);
    const promises = mayLeavePromises(text, program, handler.node);
    const insertions = blocks && handler.node !== undefined ? asyncify(program, handler.node) : undefined;
    if (insertions === undefined) {
      return { ok: true, plain: !handler.async, blocks, promises, wrapped: wrap(text), sourceMap: '[]' };
    }
    const sourceMap = JSON.stringify(insertions.map(({ at, text: put }) => mappedInsertion(text, at, put.length)));
    return { ok: true, plain: false, blocks: false, promises, wrapped: wrap(insertAll(text, insertions)), sourceMap };
  } catch (error) {
    return { ok: false, findings: [syntaxFinding(error as SyntaxError)] };
  }
}

/** `console` is one function out, so that a script may declare its own. The name stands in stack traces. */
function wrap(text: string): string {
  const body = text.startsWith('#!') ? `//${text.slice(2)}` : text;
  return `(console)=>()=>{\n${body}\n;return handler}\n//# sourceURL=stepgate-script`;
}

/** Line, column and length of what was put into a line, from 1. */
export type MappedInsertion = readonly [line: number, column: number, length: number];

function mappedInsertion(text: string, at: number, length: number): MappedInsertion {
  const before = text.slice(0, at).split(LINE_END);
  return [before.length, (before.at(-1) ?? '').length + 1, length];
}

function insertAll(text: string, insertions: readonly Insertion[]): string {
  return insertions.toReversed().reduce((all, { at, text: put }) => all.slice(0, at) + put + all.slice(at), text);
}

interface FoundHandler {
  readonly async: boolean;
  readonly node?: Acorn.Function | Acorn.FunctionDeclaration;
}

/** Expressions that are no function, whatever they hold. */
const NO_FUNCTION: ReadonlySet<string> = new Set(['Literal', 'TemplateLiteral', 'ObjectExpression', 'ArrayExpression']);

function findHandler(program: Acorn.Program): FoundHandler | Finding {
  // The last one counts, as it does when the script runs.
  for (const statement of program.body.toReversed()) {
    if (statement.type === 'FunctionDeclaration' && statement.id.name === 'handler') return ofFunction(statement);
    if (statement.type !== 'VariableDeclaration') continue;
    for (const { id, init } of statement.declarations) {
      if (id.type !== 'Identifier' || id.name !== 'handler') continue;
      if (init?.type === 'FunctionExpression' || init?.type === 'ArrowFunctionExpression') return ofFunction(init);
      if (init && NO_FUNCTION.has(init.type)) {
        return { message: '`handler` must be a function', ...placeOf(init.loc?.start) };
      }
      // Not known before it runs. A plain handler may await what blocks, so this is right for both.
      return { async: false };
    }
  }
  return {
    message: 'the script has no `handler`: declare `function handler(ctx, input) { … }` at its top level',
    line: 1,
    column: 1,
  };
}

function ofFunction(node: Acorn.Function | Acorn.FunctionDeclaration): FoundHandler | Finding {
  if (!node.generator) return { async: node.async, node };
  return { message: '`handler` must be a plain or an async function, not a generator', ...placeOf(node.loc?.start) };
}

function placeOf(position: Acorn.Position | undefined): Pick<Finding, 'line' | 'column'> {
  return position === undefined ? {} : { line: position.line, column: position.column + 1 };
}

function syntaxFinding(error: SyntaxError & { readonly loc?: Acorn.Position }): Finding {
  const message = error.message.replace(/ \(\d+:\d+\)$/, '');
  const place = placeOf(error.loc);
  if (error instanceof RangeError || message.startsWith('Not enough stack space')) {
    return { message: 'the script is nested too deeply', line: 1, column: 1, ...place };
  }
  // acorn means the pattern, which begins behind the slash; V8 and people mean the literal.
  const isPattern = message.startsWith('Invalid regular expression: ');
  return { message, ...place, ...(isPattern && place.column !== undefined && { column: place.column - 1 }) };
}

/** Node tells the place only in the stack's head: `:line`, the source line, and a `^` under the column. */
function typeScriptFinding(error: Error): Finding {
  const head = (error.stack ?? '').split('\n');
  const line = /^.*:(\d+)$/.exec(head[0] ?? '')?.[1];
  const caret = head.slice(1).find((text) => /^ *\^+$/.test(text));
  return {
    message: error.message,
    line: line === undefined ? 1 : Number(line),
    column: caret === undefined ? 1 : caret.indexOf('^') + 1,
  };
}
