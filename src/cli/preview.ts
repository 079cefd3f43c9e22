import type { Config } from '../config.ts';
import type { Preview, PreviewedComponent } from '../engine/engine.ts';
import { trxOf, withKnownRun } from './known-run.ts';
import { paint, printJson, printLine } from './output.ts';
import type { Format } from './output.ts';
import { readChange } from './read-change.ts';
import type { ChangeOptions } from './read-change.ts';
import { withSource } from './source/with-source.ts';
import type { Place } from './source/with-source.ts';

/** `stepgate preview`: which components a recovery would run, and what each would send; runs nothing. */
export async function previewRun(
  config: Config,
  text: string,
  options: Place & ChangeOptions & { readonly format: Format },
): Promise<void> {
  const trx = trxOf(text);
  const change = await readChange(options);
  return withSource(config, options, async (source) => {
    const preview = await withKnownRun(source, trx, () => source.preview(trx, change));
    if (options.format === 'json') return printJson(preview);
    printPreview(preview);
    printLine(`\nNothing was run. stepgate recover ${trx}${shownOptions(options)}${source.option} runs it.`);
  });
}

function shownOptions({ data, version }: ChangeOptions): string {
  return `${version === undefined ? '' : ` --version ${version}`}${data === undefined ? '' : ` --data ${data}`}`;
}

function printPreview({ components, missing }: Preview): void {
  if (components.length === 0) printLine('No component would run: the run would only be answered.');
  for (const layer of new Set(components.map((component) => component.layer))) {
    printLine(paint('bold', `layer ${layer}`));
    for (const component of components) if (component.layer === layer) printComponent(component);
  }
  if (missing.length > 0) printLine(`\n${paint('yellow', 'These placeholders would be null:')}`);
  for (const { layer, component, pointer, placeholder } of missing) {
    const where = component === null ? 'the answer' : `${component} (layer ${layer ?? '-'})`;
    printLine(`  {${placeholder}} of ${where} at ${pointer}`);
  }
}

function printComponent({ name, type, url, method, input, skipped }: PreviewedComponent): void {
  const call = [type === 'api' ? undefined : type, method, url].filter((part) => part).join(' ');
  const note = skipped === null ? '  (what it sends depends on outputs to come)' : skipped ? '  (skipped)' : '';
  printLine(`  ${paint('bold', name)}  ${call}${note}`);
  if (input !== null) printLine(indented(input));
}

function indented(input: PreviewedComponent['input']): string {
  return JSON.stringify(input, null, 2).replace(/^/gm, '    ');
}
