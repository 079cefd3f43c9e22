import { EmptyState } from '@mantine/core';
import { Inbox } from 'lucide-react';
import type { ReactNode } from 'react';

interface EmptyProps {
  readonly title: string;
  /** What to do next. */
  readonly lead?: string;
  readonly icon?: ReactNode;
  /** Buttons. */
  readonly children?: ReactNode;
}

/** A list or page that has nothing yet, and what to do about it. */
export function Empty({ title, lead, icon = <Inbox size={28} strokeWidth={1.5} />, children }: EmptyProps) {
  return (
    <EmptyState py="xl" size="sm" icon={icon} withIndicatorBackground title={title} description={lead}>
      {children !== undefined && <EmptyState.Actions>{children}</EmptyState.Actions>}
    </EmptyState>
  );
}
