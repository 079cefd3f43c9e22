import { ActionIcon, Anchor, Code, Group } from '@mantine/core';
import { Pencil, Trash2, Workflow } from 'lucide-react';
import { Link } from 'react-router';
import type { Text } from '../../i18n/use-text.ts';
import type { Column } from '../../parts/data-table.tsx';
import { ruleAddress } from '../../parts/rule-address.ts';
import { Time } from '../../parts/time.tsx';
import { usageByRule } from '../../parts/usage-by-rule.ts';
import { useSecretUsage } from './use-secrets.ts';
import type { Secret } from './use-secrets.ts';

interface SecretActions {
  readonly onUsage: (secret: Secret) => void;
  /** Missing: for who may only read. */
  readonly onChange?: (secret: Secret) => void;
  readonly onDelete?: (secret: Secret) => void;
}

/** The columns of the table of secrets. */
export function secretColumns(text: Text, actions: SecretActions): Column<Secret>[] {
  return [
    { id: 'name', header: text('secrets.name'), cell: ({ row }) => <Code>{row.original.name}</Code> },
    {
      id: 'description',
      header: text('secrets.description'),
      cell: ({ row }) => <span title={row.original.description}>{row.original.description}</span>,
      meta: { isWide: true },
    },
    {
      id: 'length',
      header: text('secrets.length'),
      cell: ({ row }) => text('secrets.lengthOf', { count: row.original.length }),
      meta: { align: 'right' },
    },
    {
      id: 'rules',
      header: text('secrets.rules'),
      cell: ({ row }) => <UsedBy name={row.original.name} />,
    },
    { id: 'sha', header: text('secrets.sha'), cell: ({ row }) => <Code>{row.original.sha256_prefix}…</Code> },
    {
      id: 'changed',
      header: text('secrets.changed'),
      cell: ({ row }) => <Time at={row.original.updated_at} isRelative />,
    },
    { id: 'by', header: text('secrets.by'), cell: ({ row }) => row.original.operator },
    {
      id: 'actions',
      header: text('table.actions'),
      cell: ({ row: { original } }) => <Actions secret={original} text={text} {...actions} />,
      meta: { align: 'right' },
    },
  ];
}

/** More rules than these are behind the button. */
const MOST_SHOWN = 2;

/** The rules that name a secret. */
function UsedBy({ name }: { readonly name: string }) {
  const { data } = useSecretUsage(name);
  const rules = usageByRule(data?.list ?? []);
  const more = rules.length - MOST_SHOWN;
  return (
    <>
      {rules.slice(0, MOST_SHOWN).map((rule) => (
        <div key={`${rule.method} ${rule.name}`}>
          <Anchor component={Link} to={ruleAddress(rule)} size="sm">
            {rule.method} {rule.name}
          </Anchor>
        </div>
      ))}
      {more > 0 && `+${more}`}
    </>
  );
}

interface ActionsProps extends SecretActions {
  readonly secret: Secret;
  readonly text: Text;
}

function Actions({ secret, text, onUsage, onChange, onDelete }: ActionsProps) {
  const { name } = secret;
  return (
    <Group gap={2} wrap="nowrap" justify="flex-end" my={-4}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={text('secrets.usageOf', { name })}
        title={text('secrets.usage')}
        onClick={() => onUsage(secret)}
      >
        <Workflow size={15} />
      </ActionIcon>
      {onChange && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={text('secrets.change', { name })}
          onClick={() => onChange(secret)}
        >
          <Pencil size={15} />
        </ActionIcon>
      )}
      {onDelete && (
        <ActionIcon
          variant="subtle"
          color="red"
          aria-label={text('secrets.delete', { name })}
          onClick={() => onDelete(secret)}
        >
          <Trash2 size={15} />
        </ActionIcon>
      )}
    </Group>
  );
}
