import { CtxError, ctxError, shorten } from './error.ts';

/** What is used of JSONata's package. */
type Jsonata = (expression: string, options?: typeof OPTIONS) => Expression;

interface Expression {
  /** Evaluates up to the first hook before it returns. */
  evaluate(input: unknown, bindings?: Readonly<Record<string, unknown>>): Promise<unknown>;
  assign(name: string | symbol, value: unknown): void;
  ast(): object;
}

/** Where JSONata looks variables up. */
interface Frame {
  lookup(name: string): unknown;
  /** One object for all frames that there are. */
  readonly global: object;
}

/** What a browser's window has, and JSONata takes from it; only Node's Buffer has it otherwise. */
export interface Base64 {
  btoa(binary: string): string;
  atob(base64: string): string;
}

/** Makes a handler of an expression. @throws CtxError 110001 where it does not parse. */
export type CompileExpression = (expression: string) => (ctx: TransformCtx, input: unknown) => Promise<unknown>;

type TransformCtx = Readonly<Record<'trx' | 'logId' | 'uuid', () => string>>;

/** JSONata calls what is bound to this name before it evaluates a part of an expression. */
const ENTRY = Symbol.for('jsonata.__evaluate_entry');
/** How the package's source binds its functions. */
const BOUND = /\.bind\(["'](\w+)["']/g;
/** Made with each expression. */
const OF_EXPRESSION = ['now', 'millis'];
/** How deep evaluations nest, some five of them in each call of a function: more would rather take all memory. */
const OPTIONS = Object.freeze({ stack: 10_000 });
const MAX_MESSAGE = 1000;

/**
 * Loads JSONata, once in an isolate. An expression can get hold of objects of JSONata's own, and JSONata itself notes in
 * the functions that it calls from where they were called. So all that calls share is frozen, and each call gets copies
 * of the functions that it names: nothing of a call is left for the next one.
 * @param source of the package, a CommonJS module.
 * @param compile indirect eval.
 */
export function loadJsonata(source: string, compile: (source: string) => unknown, base64: Base64): CompileExpression {
  const load = compile(
    `(window)=>{const module={exports:{}},exports=module.exports;{${source}\n}return module.exports}`,
  );
  const jsonata = (load as (window: Base64) => Jsonata)(base64);
  const frame = frameOf(jsonata('0'));
  freezeAll(frame.global);
  for (const [, name = ''] of source.matchAll(BOUND)) freezeAll(frame.lookup(name));
  freezeChain(jsonata);

  return (text) => {
    const expression = parse(jsonata, text);
    const names = variablesOf(expression.ast());
    freezeAll(expression.ast());
    const own = frameOf(expression);
    for (const name of OF_EXPRESSION) freezeAll(own.lookup(name));
    const used = names.flatMap((name) => {
      const definition = own.lookup(name);
      return typeof definition === 'object' ? [[name, definition] as const] : [];
    });
    return async ({ trx, logId, uuid }, input) => {
      const functions = Object.fromEntries(used.map(([name, definition]) => [name, { ...definition }]));
      const ofRun = { trx: () => trx(), logId: () => logId(), uuid: () => uuid(), eval: undefined };
      try {
        return await expression.evaluate(input, { ...functions, ...ofRun });
      } catch (thrown) {
        throw ctxError({ code: '110002', msg: describe(thrown) });
      }
    };
  };
}

/** @throws CtxError 110001 with JSONata's code and position. */
function parse(jsonata: Jsonata, text: string): Expression {
  let expression: Expression;
  try {
    expression = jsonata(text, OPTIONS);
  } catch (thrown) {
    const msg = thrown instanceof RangeError ? 'the expression is nested too deeply' : describe(thrown);
    throw ctxError({ code: '110001', msg });
  }
  const call = nodesOf(expression.ast()).find((node) => isVariable(node) && node.value === 'eval');
  if (call === undefined) return expression;
  throw ctxError({ code: '110001', msg: `$eval is not there in a transform${placeOf(call)}` });
}

/** What is wrong with an expression; undefined: nothing. */
export function refusalOf(compile: CompileExpression, text: string): string | undefined {
  try {
    compile(text);
    return undefined;
  } catch (thrown) {
    return thrown instanceof CtxError ? thrown.message : String(thrown);
  }
}

/** `T2001: The left side of the "+" operator must evaluate to a number (position 5)`. */
function describe(thrown: unknown): string {
  const { code, message, name, position } = thrown as Readonly<Record<string, unknown>>;
  const text = shorten(String(message), MAX_MESSAGE);
  return `${typeof code === 'string' ? code : String(name)}: ${text}${placeOf({ position })}`;
}

function placeOf({ position }: { readonly position?: unknown }): string {
  return typeof position === 'number' ? ` (position ${position})` : '';
}

/** Where an expression finds JSONata's functions. */
function frameOf(expression: Expression): Frame {
  let found: Frame | undefined;
  expression.assign(ENTRY, (_node: object, _input: unknown, frame: Frame) => {
    found = frame;
    // It is not to be evaluated.
    throw new Error('found');
  });
  expression.evaluate(null).catch(() => undefined);
  expression.assign(ENTRY, undefined);
  if (found === undefined) throw new Error('JSONata has begun no evaluation');
  return found;
}

/** `$f ~> $g` is an expression of JSONata's own, whose parts are in the functions that it makes. Is done with this entry. */
function freezeChain(jsonata: Jsonata): void {
  const chain = jsonata('$string ~> $string');
  chain.assign(ENTRY, (node: object) => freezeAll(node));
  chain.evaluate(null).catch(() => undefined);
}

/** Names that an expression reads, or gives values to. */
function variablesOf(ast: object): string[] {
  return [...new Set(nodesOf(ast).flatMap((node) => (isVariable(node) ? [node.value] : [])))];
}

function isVariable(node: object): node is { readonly value: string; readonly position?: unknown } {
  const { type, value } = node as Readonly<Record<string, unknown>>;
  return type === 'variable' && typeof value === 'string';
}

function freezeAll(root: unknown): void {
  for (const object of nodesOf(root)) Object.freeze(object);
}

/** All objects and functions that own properties lead to. */
function nodesOf(root: unknown): object[] {
  const found = new Set<object>();
  const open = [root];
  while (open.length > 0) {
    const value = open.pop();
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') continue;
    if (found.has(value)) continue;
    found.add(value);
    open.push(...Object.values(Object.getOwnPropertyDescriptors(value)).map((property): unknown => property.value));
  }
  return [...found];
}
