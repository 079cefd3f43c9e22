import { parseRuleText } from '../rule/text/parse.ts';
import { readSchedule } from '../schedule/read-schedule.ts';
import type { ScheduleDocument } from '../schedule/schedule.ts';
import { scheduleWarning } from '../schedule/schedule.ts';
import { diagnosticOf } from './file-diagnostic.ts';
import type { FileDiagnostic } from './file-diagnostic.ts';
import { readSourceText } from './source-text.ts';
import { shortPath } from './file-diagnostic.ts';

export const SCHEDULE_ENDINGS: readonly string[] = ['.json'];

/** A schedule as its file holds it. */
export interface ScheduleFile {
  readonly file: string;
  readonly document: ScheduleDocument;
}

/** What reading files of schedules gives: those that are right, and what is wrong with the others. */
export interface ReadSchedules {
  readonly schedules: readonly ScheduleFile[];
  readonly diagnostics: readonly FileDiagnostic[];
}

type RuleNames = readonly { readonly method: string; readonly name: string }[];

/** Reads files of schedules, and checks them. @param rules those that there are; undefined: not known, no warning. */
export async function readScheduleFiles(
  files: readonly string[],
  rules: RuleNames | undefined,
): Promise<ReadSchedules> {
  const schedules: ScheduleFile[] = [];
  const diagnostics: FileDiagnostic[] = [];
  const places = new Map<string, string>();
  for (const file of files) {
    const read = await readOne(file, rules);
    diagnostics.push(...read.diagnostics);
    if (!read.document) continue;
    const { name } = read.document;
    const other = places.get(name);
    if (other === undefined) {
      places.set(name, file);
      schedules.push({ file, document: read.document });
    } else {
      const message = `the schedule ${name} is already in ${shortPath(other)}; remove or rename one of the two`;
      diagnostics.push(diagnosticOf(file, { message }));
    }
  }
  return { schedules, diagnostics };
}

async function readOne(
  file: string,
  rules: RuleNames | undefined,
): Promise<{ readonly document?: ScheduleDocument; readonly diagnostics: readonly FileDiagnostic[] }> {
  const text = await readSourceText(file);
  if (typeof text !== 'string') return { diagnostics: [text] };
  const parsed = parseRuleText(text, 'json');
  if (!parsed.ok) return { diagnostics: parsed.errors.map((error) => diagnosticOf(file, error)) };
  const { document, errors } = readSchedule(parsed.value);
  const wrong = errors.map((error) => diagnosticOf(file, { ...error, ...parsed.locate(error.pointer) }));
  if (!document) return { diagnostics: wrong };
  const warning = rules && scheduleWarning(document, rules);
  if (!warning) return { document, diagnostics: [] };
  const placed = { ...warning, ...parsed.locate(warning.pointer), severity: 'warning' as const };
  return { document, diagnostics: [diagnosticOf(file, placed)] };
}
