import { ActionIcon, Button, Menu } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useText } from '../../i18n/use-text.ts';
import { notifyFailure } from '../../parts/notify.tsx';
import { saveFile } from '../../parts/save-file.ts';
import { ruleFileName, ruleFileText } from './rule-file.ts';
import type { FileFormat, RuleFile } from './rule-file.ts';

interface ExportRuleProps {
  /** Reads the rule when it is asked for. */
  readonly read: () => Promise<RuleFile>;
  /** In a row of many: only the sign, with this name after "Export". */
  readonly of?: string;
}

const formats: readonly FileFormat[] = ['json', 'yaml'];

/** "Export": a rule as a JSON or YAML file. */
export function ExportRule({ read, of }: ExportRuleProps) {
  const text = useText();
  const save = useMutation({
    mutationFn: async (format: FileFormat) => {
      const rule = await read();
      saveFile(ruleFileName(rule, format), await ruleFileText(rule, format));
    },
    onError: notifyFailure,
  });
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        {of === undefined ? (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<Download size={15} />}
            loading={save.isPending}
          >
            {text('rules.export')}
          </Button>
        ) : (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={text('rules.exportOf', { of })}
            loading={save.isPending}
          >
            <Download size={15} />
          </ActionIcon>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map((format) => (
          <Menu.Item key={format} onClick={() => save.mutate(format)}>
            {text(`rules.format.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
