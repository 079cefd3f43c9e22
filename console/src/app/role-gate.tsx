import { Lock } from 'lucide-react';
import { Outlet } from 'react-router';
import { useMe } from '../api/me.ts';
import type { Role } from '../api/session.ts';
import { useText } from '../i18n/use-text.ts';
import { Empty } from '../parts/empty.tsx';
import { Page } from '../parts/page.tsx';

/** The page, when the caller's role may open it. */
export function RoleGate({ needed }: { readonly needed: Role }) {
  const text = useText();
  const { user, may } = useMe();
  if (may(needed)) return <Outlet />;
  const roles = { needed: text(`role.${needed}`), role: text(`role.${user?.role ?? 'viewer'}`) };
  return (
    <Page title={text('forbidden.title')}>
      <Empty icon={<Lock size={28} />} title={text('forbidden.title')} lead={text('forbidden.lead', roles)} />
    </Page>
  );
}
