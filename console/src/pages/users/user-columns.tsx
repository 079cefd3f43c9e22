import { ActionIcon, Badge, Button, Group, Select } from '@mantine/core';
import { KeyRound, Trash2 } from 'lucide-react';
import type { Text } from '../../i18n/use-text.ts';
import type { Column } from '../../parts/data-table.tsx';
import { Time } from '../../parts/time.tsx';
import { roles } from './user-draft.ts';
import type { UserChange, UserEntry } from './use-users.ts';

interface UserActions {
  readonly onChange: (change: UserChange) => void;
  readonly onPassword: (user: UserEntry) => void;
  readonly onDelete: (user: UserEntry) => void;
}

/** The columns of the table of users. @param me whose own row is marked. */
export function userColumns(text: Text, me: number | undefined, actions: UserActions): Column<UserEntry>[] {
  return [
    {
      id: 'username',
      header: text('users.name'),
      cell: ({ row: { original } }) => (
        <Group gap="xs" wrap="nowrap">
          <span title={original.username}>{original.username}</span>
          {original.id === me && (
            <Badge variant="light" size="sm" radius="sm" tt="none" miw="max-content">
              {text('users.you')}
            </Badge>
          )}
        </Group>
      ),
      meta: { isWide: true },
    },
    {
      id: 'role',
      header: text('users.role'),
      cell: ({ row: { original } }) => <RoleSelect user={original} text={text} onChange={actions.onChange} />,
    },
    {
      id: 'state',
      header: text('users.state'),
      cell: ({ row: { original } }) => (
        <Badge variant="light" color={original.disabled ? 'gray' : 'teal'} radius="sm" tt="none" miw="max-content">
          {text(original.disabled ? 'users.disabled' : 'users.enabled')}
        </Badge>
      ),
    },
    {
      id: 'created',
      header: text('users.created'),
      cell: ({ row: { original } }) => <Time at={original.created_at} isRelative />,
    },
    {
      id: 'actions',
      header: text('table.actions'),
      cell: ({ row: { original } }) => <Actions user={original} text={text} actions={actions} />,
      meta: { align: 'right' },
    },
  ];
}

interface CellProps {
  readonly user: UserEntry;
  readonly text: Text;
}

function RoleSelect({ user, text, onChange }: CellProps & Pick<UserActions, 'onChange'>) {
  return (
    <Select
      size="xs"
      w={140}
      my={-4}
      aria-label={text('users.roleOf', { username: user.username })}
      data={roles.map((value) => ({ value, label: text(`role.${value}`) }))}
      value={user.role}
      allowDeselect={false}
      onChange={(role) => role !== null && role !== user.role && onChange({ user, role })}
    />
  );
}

function Actions({ user, text, actions }: CellProps & { readonly actions: UserActions }) {
  const { username, disabled } = user;
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end" my={-4}>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={text(disabled ? 'users.enableOf' : 'users.disableOf', { username })}
        onClick={() => actions.onChange({ user, disabled: !disabled })}
      >
        {text(disabled ? 'users.enable' : 'users.disable')}
      </Button>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={text('users.passwordOf', { username })}
        title={text('users.password')}
        onClick={() => actions.onPassword(user)}
      >
        <KeyRound size={15} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="red"
        aria-label={text('users.delete', { username })}
        onClick={() => actions.onDelete(user)}
      >
        <Trash2 size={15} />
      </ActionIcon>
    </Group>
  );
}
