import { Button } from '@mantine/core';
import { UserPlus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useMe } from '../../api/me.ts';
import { useText } from '../../i18n/use-text.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Page } from '../../parts/page.tsx';
import { Pager } from '../../parts/pager.tsx';
import { useQueryState } from '../../parts/use-query-state.ts';
import { PasswordForm } from './password-form.tsx';
import { userColumns } from './user-columns.tsx';
import { UserForm } from './user-form.tsx';
import { useChangeUser, useDeleteUser, useUsers } from './use-users.ts';
import type { UserEntry } from './use-users.ts';

const FIRST_PAGE = { page: 1, after: '' };

/** Who may sign in, and what each may do. */
export function UsersPage() {
  const text = useText();
  const { user: me } = useMe();
  const [place, setPlace] = useQueryState(FIRST_PAGE);
  const [isAdding, setAdding] = useState(false);
  const [password, setPassword] = useState<UserEntry>();
  const users = useUsers(place);
  const { mutate: change, error: changeError } = useChangeUser();
  const { mutate: erase, error: eraseError } = useDeleteUser();
  const columns = useMemo(
    () => userColumns(text, me?.id, { onChange: change, onPassword: setPassword, onDelete: erase }),
    [text, me?.id, change, erase],
  );
  const add = (
    <Button leftSection={<UserPlus size={16} />} onClick={() => setAdding(true)}>
      {text('users.add')}
    </Button>
  );
  return (
    <Page title={text('users.title')} lead={text('users.lead')} actions={add}>
      <Failure error={changeError} />
      <Failure error={eraseError} />
      <Failure error={users.error} retry={() => void users.refetch()} />
      {!users.isError && (
        <DataTable
          label={text('users.title')}
          columns={columns}
          rows={users.data?.list}
          rowId={({ id }) => String(id)}
          empty={null}
        />
      )}
      <Pager answer={users.data} place={place} onMove={setPlace} />
      {isAdding && <UserForm onClose={() => setAdding(false)} />}
      {password && <PasswordForm user={password} onClose={() => setPassword(undefined)} />}
    </Page>
  );
}
