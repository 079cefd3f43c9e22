import { Text } from '@mantine/core';

interface RuleNameProps {
  readonly method: string;
  readonly path: string;
}

/** A rule, or the path of a request to it: `POST api/v1/register`. */
export function RuleName({ method, path }: RuleNameProps) {
  return (
    <span title={`${method} ${path}`}>
      <Text span size="xs" c="dimmed" ff="monospace" fw={600}>
        {method}
      </Text>{' '}
      {path}
    </span>
  );
}
