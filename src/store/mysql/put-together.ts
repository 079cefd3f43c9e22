import { CompiledQuery } from 'kysely';
import type { OneRow, RowForm } from '../database.ts';

/** What is sent as one statement. */
export interface Sent {
  readonly statement: CompiledQuery;
  /** Which statements of the batch it is made of. */
  readonly of: readonly number[];
}

/** Statements about rows of different runs, of one form. */
interface Group {
  readonly form: RowForm | undefined;
  readonly statements: [CompiledQuery, ...CompiledQuery[]];
  readonly of: number[];
  readonly trxs: Set<string>;
  /** Of their parameters. */
  bytes: number;
}

/**
 * Puts statements about single rows together where they have one form, at the place of the first of them. One about a run
 * that its group has already begins another group: which of the two comes first counts.
 * @param mostBytes of parameters that one statement has, where it is made of several
 */
export function putTogether(statements: readonly CompiledQuery[], mostBytes: number): readonly Sent[] {
  const open = new Map<RowForm, Group>();
  const all: Group[] = [];
  for (const [at, statement] of statements.entries()) {
    const { form, trx = '' } = statement as Partial<OneRow>;
    const bytes = form ? sizeOf(statement) : 0;
    const group = form && open.get(form);
    if (group && !group.trxs.has(trx) && group.bytes + bytes <= mostBytes) {
      group.statements.push(statement);
      group.of.push(at);
      group.trxs.add(trx);
      group.bytes += bytes;
    } else {
      const begun: Group = { form, statements: [statement], of: [at], trxs: new Set([trx]), bytes };
      all.push(begun);
      if (form) open.set(form, begun);
    }
  }
  return all.map(({ form, statements: some, of }) => ({ of, statement: joined(form, some) }));
}

function joined(form: RowForm | undefined, statements: readonly [CompiledQuery, ...CompiledQuery[]]): CompiledQuery {
  if (!form || statements.length === 1) return statements[0];
  const rows = statements.map((_, at) => (at === 0 ? form.first : form.next));
  const text = form.start + rows.join(form.between) + form.end;
  return CompiledQuery.raw(
    text,
    statements.flatMap(({ parameters }) => parameters),
  );
}

function sizeOf({ parameters }: CompiledQuery): number {
  let bytes = 0;
  for (const value of parameters) {
    if (typeof value === 'string') bytes += value.length;
    else if (value instanceof Uint8Array) bytes += 2 * value.length;
  }
  return bytes;
}
