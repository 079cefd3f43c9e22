import { CompiledQuery } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { RunStatus } from '../engine/port.ts';
import type { Database, OneRow, RowForm, RowForms } from './database.ts';
import type { KEY_ONLY, RunTable } from './schema.ts';

/** What columns of a run are set to; undefined: they stay as they are. */
export type RunColumns = {
  readonly [C in keyof Omit<RunTable, 'id'>]?: RunTable[C] | RawBuilder<RunTable[C]> | undefined;
};

/** Tells a row's last change from all others. */
interface Changed {
  readonly change_id: string;
}

/** A statement that is being put together. */
interface Draft {
  readonly names: string[];
  readonly values: string[];
  readonly parameters: unknown[];
}

/**
 * The statements that a durable run makes, three or more of them. Put together here in 2 to 3 µs each; Kysely, which
 * makes all others, takes 8 to 15.
 */
export class RunStatements {
  readonly #db: Database;
  readonly #texts = new WeakMap<RawBuilder<unknown>, string>();
  /** By their texts, of which there are some dozens. */
  readonly #forms = new Map<string, RowForm>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** Adds the row of a run. */
  insert(trx: string, columns: RunColumns & Changed): OneRow {
    const { names, values, parameters } = this.#draft(columns);
    const text = `insert into \`run\` (${names.join(', ')}) values (${values.join(', ')})`;
    const form = this.#formOf(text, (forms) => forms.insert(names, values));
    return { ...CompiledQuery.raw(text, parameters), form, trx, changeId: columns.change_id };
  }

  /**
   * Changes the row of a run that is in one of these statuses, and at `epoch` where that is given.
   * @param condition more of them, in SQL: ` and …`
   */
  update(
    trx: string,
    from: readonly (RunStatus | typeof KEY_ONLY)[],
    epoch: number | undefined,
    columns: RunColumns & Changed,
    condition = '',
  ): OneRow {
    const { names, values, parameters } = this.#draft(columns);
    const set = names.map((name, at) => `${name} = ${values[at] ?? ''}`).join(', ');
    const trxAt = parameters.push(trx) - 1;
    let where = `\`trx\` = ? and \`status\` in ('${from.join("', '")}')`;
    if (epoch !== undefined) {
      where += ' and `epoch` = ?';
      parameters.push(epoch);
    }
    where += condition;
    const text = `update \`run\` set ${set} where ${where}`;
    const form = this.#formOf(text, (forms) => forms.update(set, where, trxAt));
    return { ...CompiledQuery.raw(text, parameters), form, trx, changeId: columns.change_id };
  }

  #formOf(text: string, make: (forms: RowForms) => RowForm): RowForm | undefined {
    const forms = this.#db.can.rowForms;
    if (!forms) return undefined;
    let form = this.#forms.get(text);
    if (!form) this.#forms.set(text, (form = make(forms)));
    return form;
  }

  #draft(columns: RunColumns): Draft {
    const draft: Draft = { names: [], values: [], parameters: [] };
    for (const [name, value] of Object.entries(columns)) {
      if (value === undefined) continue;
      draft.names.push(`\`${name}\``);
      if (isRaw(value)) draft.values.push(this.#textOf(value, draft.parameters));
      else {
        draft.values.push('?');
        draft.parameters.push(value);
      }
    }
    return draft;
  }

  #textOf(value: RawBuilder<unknown>, parameters: unknown[]): string {
    const known = this.#texts.get(value);
    if (known !== undefined) return known;
    const compiled = value.compile(this.#db.read);
    parameters.push(...compiled.parameters);
    if (compiled.parameters.length === 0) this.#texts.set(value, compiled.sql);
    return compiled.sql;
  }
}

function isRaw(value: unknown): value is RawBuilder<unknown> {
  return typeof value === 'object' && value !== null && 'isRawBuilder' in value;
}
