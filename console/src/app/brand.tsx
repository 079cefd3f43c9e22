import { Group, Text } from '@mantine/core';
import icon from '../icon.svg';

const NAME = 'Stepgate';

/** The icon and the name. */
export function Brand({ size = 24 }: { readonly size?: number }) {
  return (
    <Group gap={10} wrap="nowrap">
      <img src={icon} width={size} height={size} alt="" />
      <Text fw={650} fz={size * 0.66} lh={1} style={{ letterSpacing: '-0.02em' }}>
        {NAME}
      </Text>
    </Group>
  );
}
