import { Button } from '@mantine/core';
import { Upload } from 'lucide-react';
import { useState } from 'react';
import { useText } from '../../i18n/use-text.ts';
import { ImportDialog } from './import-dialog.tsx';

/** "Import": versions of rules from JSON or YAML files; offered to developers. */
export function ImportRules() {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<Upload size={16} />} onClick={() => setOpen(true)}>
        {text('rules.import')}
      </Button>
      {isOpen && <ImportDialog onClose={() => setOpen(false)} />}
    </>
  );
}
