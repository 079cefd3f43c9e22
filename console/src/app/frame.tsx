import { AppShell, Burger, Group, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { Link, NavigationType, Outlet, ScrollRestoration, useLocation, useNavigationType } from 'react-router';
import { useText } from '../i18n/use-text.ts';
import { AccountMenu } from './account-menu.tsx';
import { Brand } from './brand.tsx';
import { ExpiredDialog } from './expired-dialog.tsx';
import classes from './frame.module.css';
import { Navigation } from './navigation.tsx';
import { SearchField } from './search-field.tsx';

const CONTENT = 'content';

/** What stands around every page: navigation, search, account. */
export function Frame() {
  const text = useText();
  const [isOpen, { toggle, close }] = useDisclosure();
  useFocusOnNewPage();
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 208, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={0}
    >
      <a href={`#${CONTENT}`} className={classes.skip} onClick={focusContent}>
        {text('frame.skip')}
      </a>
      <AppShell.Header className={classes.header}>
        <Group gap="xs" wrap="nowrap" className={classes.brand}>
          <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={text('frame.menu')} />
          <UnstyledButton component={Link} to="/" aria-label={text('frame.home')} visibleFrom="sm">
            <Brand />
          </UnstyledButton>
        </Group>
        <SearchField />
        <AccountMenu />
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar} aria-label={text('frame.main')}>
        <Navigation onChoice={close} />
      </AppShell.Navbar>
      <AppShell.Main id={CONTENT} tabIndex={-1} className={classes.main}>
        <Outlet />
      </AppShell.Main>
      <ExpiredDialog />
      <ScrollRestoration />
    </AppShell>
  );
}

/** Without a change of the address, which is the router's. */
function focusContent(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById(CONTENT)?.focus();
}

/** The heading of a new page gets the focus, so that a screen reader says where one is. */
function useFocusOnNewPage(): void {
  const { pathname } = useLocation();
  const type = useNavigationType();
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    // A redirect is no choice of the reader's.
    if (type === NavigationType.Replace) return;
    document.querySelector<HTMLElement>(`#${CONTENT} h1`)?.focus({ preventScroll: true });
  }, [pathname, type]);
}
