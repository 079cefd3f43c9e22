import { Anchor, Badge, Button, Checkbox, Group, Skeleton, Text } from '@mantine/core';
import { GitCompare } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useText } from '../../i18n/use-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { Time } from '../../parts/time.tsx';
import { CompareDialog } from './compare-dialog.tsx';
import classes from './scripts.module.css';
import { useActivate, useDeleteVersion, useVersions } from './use-scripts.ts';
import type { ScriptHead } from './use-scripts.ts';

interface ScriptVersionsProps {
  readonly name: string;
  /** The version in the editor. */
  readonly shown: string | undefined;
  readonly isDeveloper: boolean;
}

/** All versions of a script: compared by two, activated, deleted. */
export function ScriptVersions({ name, shown, isDeveloper }: ScriptVersionsProps) {
  const text = useText();
  const versions = useVersions(name);
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [isComparing, setComparing] = useState(false);
  const activate = useActivate();
  const erase = useDeleteVersion();
  if (versions.data === undefined) {
    if (versions.isError) return <Failure error={versions.error} retry={() => void versions.refetch()} />;
    return <Skeleton height={120} aria-hidden />;
  }
  const active = versions.data.find(({ status }) => status);
  const picked = versions.data.filter(({ id }) => chosen.includes(id));
  // The older one stands left.
  const [after, before] = picked;
  return (
    <>
      <Failure error={activate.error ?? erase.error} />
      <Group justify="space-between" mb="xs">
        <Text size="xs" c="dimmed">
          {text(versions.data.length === 0 ? 'scripts.noVersions' : 'scripts.compareHint')}
        </Text>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<GitCompare size={14} />}
          disabled={picked.length !== 2}
          onClick={() => setComparing(true)}
        >
          {text('scripts.compare')}
        </Button>
      </Group>
      <ul className={classes.versions} aria-label={text('scripts.versions')}>
        {versions.data.map((version) => (
          <VersionItem
            key={version.id}
            version={version}
            isShown={version.version === shown}
            isChosen={chosen.includes(version.id)}
            onChoose={() => setChosen((now) => toggled(now, version.id))}
            {...(isDeveloper && {
              onActivate: () => activate.mutate({ id: version.id, before: active?.id }),
              onDelete: () => erase.mutate(version),
            })}
          />
        ))}
      </ul>
      {isComparing && before && after && (
        <CompareDialog before={before} after={after} onClose={() => setComparing(false)} />
      )}
    </>
  );
}

/** At most two: a third takes the place of the first. */
function toggled(chosen: readonly number[], id: number): readonly number[] {
  return chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen.slice(-1), id];
}

interface VersionItemProps {
  readonly version: ScriptHead;
  readonly isShown: boolean;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  /** Missing: one's role may not. */
  readonly onActivate?: () => void;
  readonly onDelete?: () => void;
}

function VersionItem({ version: one, isShown, isChosen, onChoose, onActivate, onDelete }: VersionItemProps) {
  const text = useText();
  const { version, status, desc, operator, name, created_at: at } = one;
  return (
    <li className={classes.version} data-shown={isShown}>
      <Checkbox
        size="xs"
        checked={isChosen}
        onChange={onChoose}
        aria-label={text('scripts.choose', { version })}
        mt={3}
      />
      <div className={classes.versionText}>
        <Group gap="xs">
          <Anchor component={Link} to={`/scripts/${name}?version=${version}`} size="sm" ff="monospace">
            {version}
          </Anchor>
          {status && (
            <Badge variant="light" color="teal" size="sm" radius="sm" tt="none">
              {text('scripts.active')}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" component="div">
          <Time at={at} isRelative /> · {operator}
        </Text>
        {desc !== '' && <Text size="xs">{desc}</Text>}
        {(onActivate ?? onDelete) && (
          <Group gap={6} mt={4}>
            {onActivate && !status && (
              <Button
                size="compact-xs"
                variant="default"
                aria-label={text('scripts.activateVersion', { version })}
                onClick={onActivate}
              >
                {text('scripts.activate')}
              </Button>
            )}
            {onDelete && (
              <Button
                size="compact-xs"
                variant="subtle"
                color="red"
                aria-label={text('scripts.deleteVersion', { version })}
                onClick={onDelete}
              >
                {text('form.delete')}
              </Button>
            )}
          </Group>
        )}
      </div>
    </li>
  );
}
