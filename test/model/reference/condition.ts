import type { Json } from '../../../src/json.ts';
import { memberOf } from './template.ts';
import type { Look } from './template.ts';

/** A condition that fails, or is not a bool: error 110004. */
export class WrongCondition extends Error {}

type Evaluate = (look: Look) => unknown;

/** Reads a condition from left to right and evaluates it at once. @throws ConditionError */
export function isTrue(source: string, look: Look): boolean {
  const tokens = source.match(TOKEN) ?? [];
  const parser = new Parser(tokens);
  const evaluate = parser.conditional();
  if (!parser.atEnd) throw new Error(`the reference does not understand ${source}`);
  const value = attempt(() => evaluate(look));
  if (typeof value !== 'boolean') throw new WrongCondition('not a bool');
  return value;
}

function attempt(evaluate: () => unknown): unknown {
  try {
    return evaluate();
  } catch (error) {
    throw error instanceof TypeError ? new WrongCondition(error.message) : error;
  }
}

const TOKEN = /\{[^}]*\}|'[^']*'|\d+(?:\.\d+)?|[A-Za-z_]\w*|===|!==|==|!=|<=|>=|&&|\|\||\?\?|\?\.|[-+*/%<>!?:()[\],.]/g;

/** Binary operators from the loosest to the tightest. */
const LEVELS: readonly (readonly string[])[] = [
  ['??'],
  ['||'],
  ['&&'],
  ['==', '!=', '===', '!=='],
  ['<', '<=', '>', '>=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
];

class Parser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  get atEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  conditional(): Evaluate {
    const test = this.#binary(0);
    if (!this.#takes('?')) return test;
    const yes = this.conditional();
    this.#expect(':');
    const no = this.conditional();
    return (look) => (test(look) ? yes(look) : no(look));
  }

  #binary(level: number): Evaluate {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (let operator = this.#takes(...operators); operator; operator = this.#takes(...operators)) {
      left = binary(operator, left, this.#binary(level + 1));
    }
    return left;
  }

  #unary(): Evaluate {
    const operator = this.#takes('!', '-', '+');
    if (!operator) return this.#chain();
    const operand = this.#unary();
    return (look) => {
      const value = operand(look);
      return operator === '!' ? !value : operator === '-' ? -(value as number) : Number(value);
    };
  }

  /** A value and what follows it: `.name`, `[n]`, `.method(…)`, each also with `?.`. */
  #chain(): Evaluate {
    const value = this.#primary();
    const links: ((value: unknown, look: Look) => unknown)[] = [];
    for (;;) {
      const dot = this.#takes('.', '?.', '[');
      if (!dot) break;
      const link = dot === '[' || this.#takes('[') ? this.#index() : this.#member();
      links.push((target, look) => (dot === '?.' && target === null ? STOP : link(target, look)));
    }
    return (look) => {
      let result = value(look);
      for (const link of links) {
        result = link(result, look);
        if (result === STOP) return null;
      }
      return result;
    };
  }

  #index(): (target: unknown, look: Look) => unknown {
    const index = this.conditional();
    this.#expect(']');
    return (target, look) => memberOf(target, String(index(look)));
  }

  #member(): (target: unknown, look: Look) => unknown {
    const name = this.#next();
    if (!this.#takes('(')) return (target) => memberOf(target, name);
    const values = this.#list(')');
    return (target, look) => {
      const isArrayMethod = Array.isArray(target) && ['includes', 'indexOf', 'slice'].includes(name);
      if (typeof target !== 'string' && !isArrayMethod) throw new WrongCondition(`no ${name}()`);
      const method = (target as unknown as Record<string, (...values: unknown[]) => unknown>)[name];
      return method?.apply(
        target,
        values.map((one) => one(look)),
      );
    };
  }

  #primary(): Evaluate {
    const token = this.#next();
    if (token.startsWith('{')) return (look) => look(token.slice(1, -1));
    if (token.startsWith("'")) return () => token.slice(1, -1);
    if (/^\d/.test(token)) return () => Number(token);
    if (token === '[') {
      const items = this.#list(']');
      return (look) => items.map((item) => item(look));
    }
    if (token === '(') {
      const inner = this.conditional();
      this.#expect(')');
      return inner;
    }
    if (token in LITERALS) return () => LITERALS[token];
    return this.#function(token);
  }

  #function(token: string): Evaluate {
    const name = token === 'Math' && this.#takes('.') ? `Math.${this.#next()}` : token;
    const called = FUNCTIONS[name];
    if (!called) throw new Error(`the reference does not know ${name}`);
    this.#expect('(');
    const values = this.#list(')');
    return (look) => called(...values.map((one) => one(look)));
  }

  #list(close: string): Evaluate[] {
    const items: Evaluate[] = [];
    while (!this.#takes(close)) {
      items.push(this.conditional());
      this.#takes(',');
    }
    return items;
  }

  #next(): string {
    return this.#tokens[this.#at++] ?? '';
  }

  #takes(...wanted: readonly string[]): string | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined || !wanted.includes(token)) return undefined;
    this.#at += 1;
    return token;
  }

  #expect(wanted: string): void {
    if (!this.#takes(wanted)) throw new Error(`the reference expected ${wanted}`);
  }
}

const STOP = Symbol('the rest of an optional chain');

const LITERALS: Readonly<Record<string, Json>> = { true: true, false: false, null: null };

const FUNCTIONS: Readonly<Record<string, (...values: unknown[]) => unknown>> = {
  'Math.min': (...values) => Math.min(...(values as number[])),
  'Math.max': (...values) => Math.max(...(values as number[])),
  'Math.abs': (value) => Math.abs(value as number),
  Number: (value) => Number(value),
  String: (value) => String(value),
  Boolean: (value) => Boolean(value),
};

function binary(operator: string, left: Evaluate, right: Evaluate): Evaluate {
  if (operator === '&&') return (look) => left(look) && right(look);
  if (operator === '||') return (look) => (left(look) ? left(look) : right(look));
  if (operator === 'in') return (look) => isIn(left(look), right(look));
  if (operator === '??') return (look) => left(look) ?? right(look);
  return (look) => operate(operator, left(look) as never, right(look) as never);
}

function isIn(name: unknown, target: unknown): boolean {
  if (typeof target !== 'object' || target === null) throw new WrongCondition('nothing to look into');
  return Object.hasOwn(target, String(name));
}

/** JavaScript's own operators, on values that came out of JSON. */
function operate(operator: string, a: number, b: number): unknown {
  switch (operator) {
    case '==':
      return a == b;
    case '!=':
      return a != b;
    case '===':
      return a === b;
    case '!==':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    default:
      throw new Error(`the reference does not know ${operator}`);
  }
}
