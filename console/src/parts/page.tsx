import { Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import classes from './page.module.css';

interface PageProps {
  /** The heading, and the document's title. */
  readonly title: string;
  /** One sentence below the heading. */
  readonly lead?: ReactNode;
  /** Buttons at the heading's right. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page: its heading gets the focus when one comes from another page. */
export function Page({ title, lead, actions, children }: PageProps) {
  useDocumentTitle(`${title} · Stepgate`);
  return (
    <Stack gap="md" className={classes.page}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <div className={classes.head}>
          <Title order={1} tabIndex={-1} className={classes.title}>
            {title}
          </Title>
          {lead !== undefined && (
            <Text c="dimmed" size="sm">
              {lead}
            </Text>
          )}
        </div>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
