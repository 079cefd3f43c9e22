import type { Json } from '../json.ts';
import { nearest } from '../nearest.ts';
import type { Placeholder, ResultScope, Scope } from './compiled.ts';
import { formatPath, type Path, PATH_LIKE, parsePath, parseSteps, readerOf, repairedPath } from './path.ts';

/** How placeholders are written and what they read: in a context, or over a component's own result. */
export interface PlaceholderSyntax<S> {
  /** What reads the value, or what is wrong with the text between the braces. */
  reader(text: string): PlaceholderReader<S> | InvalidPlaceholder;
}

/** What a placeholder reads, and how. */
export interface PlaceholderReader<S> {
  readonly path: Path;
  readonly read: (scope: S) => Json;
  /** It reads what only a part of a template knows: the element of a list. */
  readonly isLocal?: true;
  readonly message?: never;
}

/** Why a text between braces is no placeholder. */
export interface InvalidPlaceholder {
  readonly message: string;
  /** The nearest text that could stand between the braces. */
  readonly suggestion?: string | undefined;
}

/**
 * Anything meant as a placeholder, with or without a backslash before it; group 1 is the text between the braces. What
 * begins with `$` is a part of a result, or meant as one.
 */
const PATTERN = new RegExp(String.raw`\\?\{(\$[\p{L}_](?:["][^"\n]*["]|[^\s{}"])*|${PATH_LIKE})\}`, 'gu');

/** `{request.body.items[0].sku}`, read from the run's context. */
export const contextSyntax: PlaceholderSyntax<Scope> = {
  reader(text) {
    if (text.startsWith('$')) return outOfPlace(text);
    const path = parsePath(text);
    if (path === undefined) return malformed(text);
    // Header names are case-insensitive; the context has them in lower case.
    if (path[0] === 'request' && path[1] === 'header' && typeof path[2] === 'string') path[2] = path[2].toLowerCase();
    return { path, read: readerOf(path) };
  },
};

/** `{data.id}`, `{$status}`, `{$header.NAME}`, `{$body}`, read from a component's own result. */
export const resultSyntax: PlaceholderSyntax<ResultScope> = {
  reader(text) {
    if (text.startsWith('$')) return partReader(text) ?? unknownPart(text);
    const path = parsePath(text);
    if (path === undefined) return malformed(text);
    const read = readerOf(path);
    return { path, read: (scope) => read(scope.body) };
  },
};

/** `{$output.id}`, read from a component's output, which stands as the body of a result. */
export const outputSyntax: PlaceholderSyntax<ResultScope> = {
  reader(text) {
    const path = /^\$output(?![\p{L}\p{M}\d_-])/u.test(text) ? parseSteps(text.slice('$output'.length)) : undefined;
    if (path === undefined)
      return { message: `{${text}}: here there is only the output, {$output}`, suggestion: meantOutput(text) };
    const read = readerOf(path);
    return { path: ['$output', ...path], read: (scope) => read(scope.body) };
  },
};

function meantOutput(text: string): string | undefined {
  const path = parsePath(text.replace(/^\$?/, ''));
  return path && formatPath(['x', ...(text.startsWith('$') ? path.slice(1) : path)]).replace('x', '$output');
}

/** What reads a part of a result; undefined: it is none. */
function partReader(text: string): PlaceholderReader<ResultScope> | undefined {
  if (text === '$status') return { path: [text], read: (scope) => scope.status ?? null };
  const body = text.startsWith('$body') ? parseSteps(text.slice('$body'.length)) : undefined;
  if (body !== undefined) {
    const read = readerOf(body);
    return { path: ['$body', ...body], read: (scope) => read(scope.body) };
  }
  const header = text.startsWith('$header') ? headerPath(text.slice('$header'.length)) : undefined;
  if (header === undefined) return undefined;
  const read = readerOf(header);
  return { path: ['$header', ...header], read: (scope) => read(scope.header) };
}

/** `.X-Total`, `.set-cookie[1]`, `["x-total"]`: the name of a header may have dots. */
function headerPath(text: string): Path | undefined {
  const [, name, rest = ''] = /^\.([\w-](?:[\w.-]*[\w-])?)(.*)$/s.exec(text) ?? [];
  const path = parseSteps(name === undefined ? text : `[${JSON.stringify(name)}]${rest}`);
  const [first, ...steps] = path ?? [];
  if (first === undefined) return path;
  return typeof first === 'string' ? [first.toLowerCase(), ...steps] : undefined;
}

/** The parts of a component's result. */
const PARTS = ['$status', '$header', '$body'];

function unknownPart(text: string): InvalidPlaceholder {
  const suggestion = partMeant(text) ?? withoutDollar(text);
  return {
    message: `{${text}} is no placeholder: of a component's own result there are {$status}, {$header}, {$header.NAME}, {$body} and paths into the body${toWrite(text, suggestion)}`,
    suggestion,
  };
}

/** The part of a result that is meant by a misspelt one. */
function partMeant(text: string): string | undefined {
  const [root = ''] = /^\$\w*/.exec(text) ?? [];
  const longer = PARTS.find((part) => root.length > 2 && (part.startsWith(root) || root.startsWith(part)));
  const part = longer ?? nearest(root.slice(0, 32), PARTS, Math.floor(root.length / 3));
  if (part === undefined || part === '$status') return part;
  const rest = text.slice(root.length);
  // Whatever the root is called, what follows is repaired alike.
  const path = parsePath(`x${rest}`) ?? repairedPath(`x${rest}`) ?? [];
  const suggestion = part + formatPath(['x', ...path.slice(1)]).slice(1);
  return partReader(suggestion) === undefined ? part : suggestion;
}

function outOfPlace(text: string): InvalidPlaceholder {
  const part = partReader(text) === undefined ? partMeant(text) : text;
  const suggestion = part === undefined ? withoutDollar(text) : undefined;
  const hint = part === undefined ? '' : `; put {${part}} into outputData and read the output here`;
  return {
    message: `{${text}}: there is no result here; only outputData, responseCondition and errMsg see that of their component${hint}${toWrite(text, suggestion)}`,
    suggestion,
  };
}

function withoutDollar(text: string): string | undefined {
  return parsePath(text.slice(1)) === undefined ? undefined : text.slice(1);
}

function toWrite(text: string, suggestion: string | undefined): string {
  return `; write ${suggestion === undefined ? '' : `{${suggestion}}, or `}\\{${text}} for the text itself`;
}

/** What is wrong with a placeholder whose path cannot be read. */
function malformed(text: string): InvalidPlaceholder {
  return {
    message: `{${text}} is no placeholder: its path has an empty or misplaced segment; write \\{${text}} for the text itself`,
  };
}

/** A match of a placeholder in a text. */
export interface PlaceholderMatch {
  readonly start: number;
  readonly end: number;
  /** What is between the braces. */
  readonly text: string;
  /** `\{name}`: stands for `{name}` itself. */
  readonly escaped: boolean;
}

/** All that looks like a placeholder, in order. */
export function findPlaceholders(text: string): PlaceholderMatch[] {
  return [...text.matchAll(PATTERN)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    text: match[1] ?? '',
    escaped: match[0].startsWith('\\'),
  }));
}

/** A placeholder with what reads it. */
export interface Accessor<S> extends Placeholder {
  readonly read: (scope: S) => Json;
  readonly isLocal?: true;
}

/** Whether `text` is one placeholder, or an expression, and nothing else: it gives a value, of any type. */
export function isWholePlaceholder(text: string): boolean {
  if (text.startsWith('{=') && text.endsWith('}')) return true;
  const [match] = findPlaceholders(text);
  return match !== undefined && !match.escaped && match.start === 0 && match.end === text.length;
}
