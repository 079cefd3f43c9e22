import { Group, Paper, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './run.module.css';

interface PanelProps {
  readonly colour: 'orange' | 'teal' | 'red' | 'gray';
  readonly title: string;
  /** Its accessible name, where that is not the title. */
  readonly label?: string;
  /** `status`: it is read aloud when it appears. */
  readonly role?: 'status' | 'region';
  /** Beside the title. */
  readonly head?: ReactNode;
  readonly children: ReactNode;
}

/** A part of the page that says how the run is: by its words, and by the colour of its edge. */
export function Panel({ colour, title, label, role = 'region', head, children }: PanelProps) {
  return (
    <Paper
      withBorder
      role={role}
      aria-label={label ?? title}
      className={classes.panel}
      style={{ borderInlineStartColor: `var(--mantine-color-${colour}-6)` }}
    >
      <Group gap="sm" mb={6}>
        <Title order={2} size="h3">
          {title}
        </Title>
        {head}
      </Group>
      {children}
    </Paper>
  );
}
