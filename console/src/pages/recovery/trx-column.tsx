import { Anchor, Code } from '@mantine/core';
import { Link } from 'react-router';
import type { Text } from '../../i18n/use-text.ts';
import type { Column } from '../../parts/data-table.tsx';

/** The column that leads to the page of a suspended run. */
export function trxColumn<T extends { readonly trx: string }>(text: Text): Column<T> {
  return {
    id: 'trx',
    header: text('recovery.trx'),
    cell: ({ row: { original: run } }) => (
      <Anchor component={Link} to={`/recovery/${run.trx}`} size="sm">
        <Code>{run.trx}</Code>
      </Anchor>
    ),
  };
}
