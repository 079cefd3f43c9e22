import { catalogue } from '../error.ts';

/**
 * `docs/errors.md`, from the catalogue. To write it again:
 *
 *     node src/cli/errors-doc.ts > docs/errors.md
 */
export function errorsDoc(): string {
  const [requests, runs] = [tableOf('000'), tableOf('110')];
  return `# Errors

This page is generated from the catalogue in \`src/error.ts\`. Do not edit it; a test compares the two.

A failure is answered as

\`\`\`json
{ "code": "110006", "msg": "the upstream answered with status 500", "trx": "TRX0198F1C2A5B07C3D9E1F2A3B4C5D6E7F" }
\`\`\`

Look at \`code\`: it stays the same. \`msg\` is for people, and says what happened, to what, and what to do. \`trx\` is the id of
the run: it is in every log line, in the run log and in the header \`Trx\`. A request that was refused has \`errors\` too, one
for each field. A 5xx answer never holds a stack, a path or a secret. The rule's \`error\` block may shape all of this
differently ([rule.md](rule.md#shaping-failures)).

A run that was **suspended** is answered with 202, the code of what went wrong, and \`"status": "suspended"\`: the request was
taken, and is not to be sent again.

In run logs, and as \`{error.kind}\`, an error also has a **kind**: \`refused\`, \`business\`, \`system\` or \`timeout\`
([rule.md](rule.md#shaping-failures)).

**Retryable** says whether a component with \`retryMaxCount\` tries again after this failure. Beside those of the table, a
refused answer (110006) is retryable where its status is 429, 502, 503 or 504, and the loss of a sandbox process (110013)
where the script itself was not to blame.

## Requests

${requests}

## Runs

${runs}

A script may end a run with a code of its own, with \`ctx.suspend(code, reason)\` or \`ctx.break(reason, { code, status })\`.
Such a code is answered with the status that the script gives: 422 for a break, and for a suspension 202, or 500 where the
rule keeps no runs.
`;
}

function tableOf(prefix: string): string {
  const rows = Object.entries(catalogue)
    .filter(([code]) => code.startsWith(prefix))
    .map(([code, { status, retryable, when, action }]) =>
      [`\`${code}\``, status, retryable ? 'yes' : 'no', cell(when), cell(action)].join(' | '),
    );
  return ['code | HTTP | retryable | when | what to do', '--- | --- | --- | --- | ---', ...rows]
    .map((row) => `| ${row} |`)
    .join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}

if (import.meta.main) process.stdout.write(errorsDoc());
