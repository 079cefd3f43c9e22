import { useState } from 'react';
import { post } from '../../api/client.ts';
import { text } from '../../i18n/use-text.ts';
import { bodyOf, formatOf, readRuleFile } from './rule-file.ts';
import type { RuleFile } from './rule-file.ts';
import { useImportRules } from './use-rules.ts';
import type { ImportOutcome } from './use-rules.ts';

/** A chosen file: what it holds, what is said of it, and what became of it. */
export interface ImportFile {
  readonly fileName: string;
  /** Undefined: it cannot be imported. */
  readonly rule: RuleFile | undefined;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly outcome?: ImportOutcome;
}

/** The files that were chosen, and their import. */
export function useImport() {
  const [files, setFiles] = useState<readonly ImportFile[]>([]);
  const [readError, setReadError] = useState<unknown>(null);
  const [isReading, setReading] = useState(false);
  const save = useImportRules();
  const choose = async (chosen: readonly File[]): Promise<void> => {
    setReading(true);
    setReadError(null);
    try {
      setFiles(await Promise.all(chosen.map(readFile)));
    } catch (error) {
      setReadError(error);
    } finally {
      setReading(false);
    }
  };
  const waiting = files.flatMap(({ fileName, rule, outcome }) =>
    rule === undefined || isSaved(outcome) ? [] : [{ fileName, rule }],
  );
  const importAll = (activate: boolean): void =>
    save.mutate(
      { items: waiting, activate },
      { onSuccess: (outcomes) => setFiles((now) => withOutcomes(now, waiting, outcomes)) },
    );
  return { files, waiting, choose, importAll, readError, isReading, isPending: save.isPending };
}

function isSaved(outcome: ImportOutcome | undefined): boolean {
  return outcome !== undefined && 'version' in outcome;
}

function withOutcomes(
  files: readonly ImportFile[],
  saved: readonly { readonly rule: RuleFile }[],
  outcomes: readonly ImportOutcome[],
): ImportFile[] {
  return files.map((file) => {
    const outcome = outcomes[saved.findIndex(({ rule }) => rule === file.rule)];
    return outcome === undefined ? file : { ...file, outcome };
  });
}

async function readFile(file: File): Promise<ImportFile> {
  const fileName = file.name;
  const refused = (errors: readonly string[]): ImportFile => ({ fileName, rule: undefined, errors, warnings: [] });
  const format = formatOf(fileName);
  if (format === undefined) return refused([text('rules.importEnding')]);
  const read = await readRuleFile(await file.text(), format);
  if (!read.ok) return refused(read.errors.map(placed));
  const { errors, warnings } = await post('/rule/check', bodyOf(read.rule));
  return {
    fileName,
    rule: errors.length === 0 ? read.rule : undefined,
    errors: errors.map(pointed),
    warnings: warnings.map(pointed),
  };
}

function placed({ message, line }: { readonly message: string; readonly line?: number }): string {
  return line === undefined ? message : text('rules.importLine', { line, message });
}

function pointed({ pointer, message }: { readonly pointer: string; readonly message: string }): string {
  return pointer === '' ? message : `${pointer}: ${message}`;
}
