import type * as Acorn from 'acorn';

/** Text put into a source: errors behind it on the line are that many columns too far right. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

type AnyNode = Acorn.Node & Readonly<Record<string, unknown>>;
type Handler = Acorn.Function | Acorn.FunctionDeclaration;

/** The methods that wait. Not `step`: what its function gives may be a promise, which a plain handler would see. */
const WAITING = new Set(['request', 'sleep']);
/** Functions and class bodies: `await` of the handler ends there. */
const BOUNDARY = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'ClassBody']);
/** Where `await x` has to be in brackets. */
const BINDS_TIGHTER = new Set([
  'MemberExpression',
  'CallExpression',
  'NewExpression',
  'TaggedTemplateExpression',
  'ClassDeclaration',
  'ClassExpression',
]);

/**
 * A blocked plain handler costs an isolate of 2 MiB for as long as it waits; an async one costs nothing. Where it can
 * be proved that nobody can tell the difference, this makes an async handler of a plain one: every use of its first
 * parameter is `ctx.name`, and those that wait are called right there, in the handler's own body. All others block.
 * @returns what to insert, in order; undefined: not proved.
 */
export function asyncify(program: Acorn.Program, handler: Handler): readonly Insertion[] | undefined {
  const [ctx] = handler.params;
  if (ctx?.type !== 'Identifier') return undefined;
  const proof = new Proof(ctx.name);
  for (const part of handler.params.slice(1)) proof.walk(part, handler, true);
  proof.walk(handler.body, handler, false);
  // Outside the handler only names matter: of it, and what makes names mean something else.
  const names = new Names();
  names.walk(program);
  if (!proof.holds || names.handlers !== 1 || names.obscure) return undefined;
  proof.insert(handler.start, 'async ');
  return proof.insertions();
}

class Proof {
  holds = true;
  readonly #ctx: string;
  readonly #insertions: Insertion[] = [];

  constructor(ctx: string) {
    this.#ctx = ctx;
  }

  insert(at: number, text: string): void {
    this.#insertions.push({ at, text });
  }

  insertions(): readonly Insertion[] {
    return this.#insertions.toSorted((a, b) => a.at - b.at);
  }

  /** `nested`: in a function of its own, where `await` would not be the handler's. */
  walk(node: AnyNode | Acorn.Node, parent: AnyNode | Acorn.Node, nested: boolean, statementStart = -1): void {
    const start = node.type === 'ExpressionStatement' ? node.start : statementStart;
    if (node.type === 'Identifier') {
      if ((node as Acorn.Identifier).name === this.#ctx) this.holds = false;
    } else if (node.type === 'MemberExpression' && this.#isCtx((node as Acorn.MemberExpression).object)) {
      this.#member(node as Acorn.MemberExpression, parent);
    } else if (node.type === 'CallExpression' && this.#waits(node as Acorn.CallExpression)) {
      this.#call(node as Acorn.CallExpression, parent, nested, start);
    } else {
      const isBoundary = BOUNDARY.has(node.type);
      for (const child of childrenOf(node)) this.walk(child, node, nested || isBoundary, isBoundary ? -1 : start);
    }
  }

  #isCtx(node: Acorn.Node): boolean {
    return node.type === 'Identifier' && (node as Acorn.Identifier).name === this.#ctx;
  }

  #waits(node: Acorn.CallExpression): boolean {
    const { callee } = node;
    return (
      callee.type === 'MemberExpression' &&
      this.#isCtx(callee.object) &&
      !callee.computed &&
      callee.property.type === 'Identifier' &&
      WAITING.has(callee.property.name)
    );
  }

  /** `ctx.name`, where `name` does not wait. */
  #member(node: Acorn.MemberExpression, parent: Acorn.Node): void {
    const name = !node.computed && node.property.type === 'Identifier' ? node.property.name : undefined;
    const isTarget = parent.type === 'AssignmentExpression' && (parent as Acorn.AssignmentExpression).left === node;
    if (name === undefined || name === 'step' || WAITING.has(name) || isTarget) this.holds = false;
  }

  #call(node: Acorn.CallExpression, parent: Acorn.Node, nested: boolean, statementStart: number): void {
    const isOptional =
      node.optional || (node.callee as Acorn.MemberExpression).optional || parent.type === 'ChainExpression';
    const bracketed =
      (BINDS_TIGHTER.has(parent.type) && !isArgument(node, parent)) ||
      (parent.type === 'BinaryExpression' && (parent as Acorn.BinaryExpression).operator === '**');
    // A line that begins with a bracket would go on with the line before it.
    if (nested || isOptional || (bracketed && node.start === statementStart)) this.holds = false;
    this.insert(node.start, bracketed ? '(await ' : 'await ');
    if (bracketed) this.insert(node.end, ')');
    for (const argument of node.arguments) this.walk(argument, node, nested);
  }
}

/** What the whole program says about names. */
class Names {
  handlers = 0;
  /** Something gives names another meaning, or is one that async functions do not have. */
  obscure = false;

  walk(node: Acorn.Node): void {
    if (node.type === 'WithStatement') this.obscure = true;
    if (node.type === 'Identifier') {
      const { name } = node as Acorn.Identifier;
      if (name === 'handler') this.handlers++;
      if (name === 'arguments' || name === 'await' || name === 'eval') this.obscure = true;
    }
    for (const child of childrenOf(node)) this.walk(child);
  }
}

/** Not what is called, but what it is called with; not what is read from, but what is read. */
function isArgument(node: Acorn.Node, parent: Acorn.Node): boolean {
  if (parent.type === 'MemberExpression') return (parent as Acorn.MemberExpression).property === node;
  if (parent.type !== 'CallExpression' && parent.type !== 'NewExpression') return false;
  return (parent as Acorn.CallExpression).callee !== node;
}

/** The nodes right below a node. */
export function* childrenOf(node: Acorn.Node): Generator<Acorn.Node> {
  for (const value of Object.values(node) as unknown[]) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof one === 'object' && one !== null && typeof (one as Acorn.Node).type === 'string')
        yield one as Acorn.Node;
    }
  }
}
