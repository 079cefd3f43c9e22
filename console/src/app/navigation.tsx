import { NavLink, Stack } from '@mantine/core';
import { Link, useLocation } from 'react-router';
import { useMe } from '../api/me.ts';
import { useText } from '../i18n/use-text.ts';
import classes from './frame.module.css';
import { routes } from './routes.ts';
import type { PageLink, PageRoute } from './routes.ts';
import { SuspendedBadge } from './suspended-badge.tsx';
import { useSuspendedCount } from './use-suspended-count.ts';

type Linked = PageRoute & { readonly link: PageLink };

/** Links to the pages that the caller may open. */
export function Navigation({ onChoice }: { readonly onChoice: () => void }) {
  const text = useText();
  const { may } = useMe();
  const linked = routes.filter((route): route is Linked => route.link !== undefined && may(route.role));
  const [work, administration] = [false, true].map((wanted) =>
    linked.filter(({ link: { isAdministration = false } }) => isAdministration === wanted),
  );
  return (
    <Stack gap={2}>
      {work?.map((route) => (
        <PageNavLink key={route.path} route={route} onChoice={onChoice} />
      ))}
      {administration && administration.length > 0 && <div className={classes.group}>{text('nav.administration')}</div>}
      {administration?.map((route) => (
        <PageNavLink key={route.path} route={route} onChoice={onChoice} />
      ))}
    </Stack>
  );
}

function PageNavLink({ route: { path, link }, onChoice }: { readonly route: Linked; readonly onChoice: () => void }) {
  const text = useText();
  const { pathname } = useLocation();
  const { labelKey, icon: Icon, countsSuspended = false } = link;
  const suspended = useSuspendedCount(countsSuspended);
  const isActive = path === '' ? pathname === '/' : pathname === `/${path}` || pathname.startsWith(`/${path}/`);
  return (
    <NavLink
      component={Link}
      to={`/${path}`}
      className={classes.link}
      label={text(labelKey)}
      leftSection={<Icon size={16} strokeWidth={1.75} aria-hidden />}
      rightSection={suspended && <SuspendedBadge number={suspended.number} />}
      aria-description={suspended && text('recovery.matching', { ...suspended })}
      active={isActive}
      aria-current={isActive ? 'page' : undefined}
      onClick={onChoice}
      py={6}
      px={10}
    />
  );
}
