import { Badge } from '@mantine/core';
import {
  Ban,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleX,
  Hourglass,
  ListEnd,
  RotateCcw,
  Undo2,
  Unplug,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { EntryOf } from '../api/api-types.ts';
import { useText } from '../i18n/use-text.ts';

export type RunStatus = EntryOf<'/run_log/page'>['status'];

/** Colour and sign of each state: never the colour alone. */
const looks: Readonly<Record<RunStatus, readonly [color: string, icon: LucideIcon]>> = {
  running: ['blue', CircleDashed],
  queued: ['gray', ListEnd],
  success: ['teal', CircleCheck],
  failed: ['red', CircleX],
  broken: ['grape', Unplug],
  suspended: ['orange', CirclePause],
  waiting: ['indigo', Hourglass],
  paused: ['indigo', CirclePause],
  recovering: ['blue', RotateCcw],
  compensating: ['violet', Undo2],
  compensated: ['gray', Undo2],
  cancelled: ['gray', Ban],
};

/** The state of a run. */
export function StatusBadge({ status }: { readonly status: RunStatus }) {
  const text = useText();
  const [color, Icon] = looks[status];
  return (
    <Badge color={color} variant="light" radius="sm" miw="max-content" leftSection={<Icon size={12} aria-hidden />}>
      {text(`status.${status}`)}
    </Badge>
  );
}
