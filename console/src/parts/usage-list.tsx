import { Anchor, Code, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useText } from '../i18n/use-text.ts';
import classes from './usage-list.module.css';
import { usageByRule } from './usage-by-rule.ts';
import type { RulePlace } from './usage-by-rule.ts';
import { ruleAddress } from './rule-address.ts';

interface UsageListProps {
  readonly usage: readonly RulePlace[];
  /** Said where there are none. */
  readonly none: string;
}

/** Rules that name something, each with the places in it. */
export function UsageList({ usage, none }: UsageListProps) {
  const text = useText();
  if (usage.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {none}
      </Text>
    );
  }
  return (
    <ul className={classes.list} aria-label={text('usage.rules')}>
      {usageByRule(usage).map(({ method, name, version, pointers }) => (
        <li key={`${method} ${name}`} className={classes.rule}>
          <Anchor component={Link} to={ruleAddress({ method, name })} size="sm" fw={500}>
            {method} {name}
          </Anchor>
          <Text size="xs" c="dimmed">
            {text('usage.version', { version })}
          </Text>
          {pointers.map((pointer) => (
            <Code key={pointer} className={classes.pointer}>
              {pointer}
            </Code>
          ))}
        </li>
      ))}
    </ul>
  );
}
