import { Button, Code } from '@mantine/core';
import type { Text } from '../../i18n/use-text.ts';
import type { Column } from '../../parts/data-table.tsx';
import { Time } from '../../parts/time.tsx';
import { hasChange } from './audit-change.ts';
import type { AuditEntry } from './use-audit.ts';

/** The columns of the audit log. */
export function auditColumns(text: Text, onShow: (entry: AuditEntry) => void): Column<AuditEntry>[] {
  return [
    { id: 'time', header: text('audit.time'), cell: ({ row }) => <Time at={row.original.created_at} /> },
    { id: 'who', header: text('audit.who'), cell: ({ row }) => row.original.operator },
    { id: 'action', header: text('audit.action'), cell: ({ row }) => <Code>{row.original.action}</Code> },
    {
      id: 'target',
      header: text('audit.target'),
      cell: ({ row }) => <span title={row.original.target}>{row.original.target}</span>,
      meta: { isWide: true },
    },
    { id: 'ip', header: text('audit.ip'), cell: ({ row }) => row.original.ip },
    {
      id: 'change',
      header: text('table.actions'),
      cell: ({ row: { original } }) =>
        hasChange(original) && (
          <Button size="compact-xs" variant="default" onClick={() => onShow(original)}>
            {text('audit.show')}
          </Button>
        ),
      meta: { align: 'right' },
    },
  ];
}
