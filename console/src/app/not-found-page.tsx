import { Button } from '@mantine/core';
import { Compass } from 'lucide-react';
import { Link, useLocation } from 'react-router';
import { useText } from '../i18n/use-text.ts';
import { Empty } from '../parts/empty.tsx';
import { Page } from '../parts/page.tsx';

/** An address that leads nowhere. */
export function NotFoundPage() {
  const text = useText();
  const { pathname } = useLocation();
  return (
    <Page title={text('notFound.title')}>
      <Empty
        icon={<Compass size={28} />}
        title={text('notFound.title')}
        lead={text('notFound.lead', { path: `/console${pathname}` })}
      >
        <Button component={Link} to="/" variant="default">
          {text('notFound.home')}
        </Button>
      </Empty>
    </Page>
  );
}
