import type { CompiledComponent, Diagnostic } from './compiled.ts';
import { everyComponent } from './every-component.ts';
import { member } from './json-pointer.ts';

/** An expression of a transform, and where it stands. */
export interface ExpressionUse {
  readonly expression: string;
  readonly pointer: string;
}

/** The expressions of transforms. */
export function expressionsOf(layers: readonly (readonly CompiledComponent[])[]): ExpressionUse[] {
  return everyComponent(layers).flatMap(({ call, pointer }) =>
    call.type === 'transform' ? [{ expression: call.expression, pointer: member(pointer, 'expression') }] : [],
  );
}

/**
 * What is wrong with expressions, at their places.
 * @param check says it of one: the sandbox can, for JSONata's parser is not let into any other process.
 */
export async function checkExpressions<U extends ExpressionUse>(
  uses: readonly U[],
  check: (expression: string) => Promise<readonly Pick<Diagnostic, 'message'>[]>,
): Promise<(Omit<U, 'expression'> & Diagnostic)[]> {
  const found = await Promise.all(
    uses.map(async ({ expression, ...place }) =>
      (await check(expression)).map(({ message }) => ({ ...place, severity: 'error' as const, message })),
    ),
  );
  return found.flat();
}
