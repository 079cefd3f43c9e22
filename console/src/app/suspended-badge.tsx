import { Badge } from '@mantine/core';

/** How many runs are suspended. No part of the link's name, which stays the same: its description says it. */
export function SuspendedBadge({ number }: { readonly number: string }) {
  return (
    <Badge color="orange" variant="light" size="sm" radius="sm" aria-hidden>
      {number}
    </Badge>
  );
}
