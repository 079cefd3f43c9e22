import { parseJsonText } from '../../src/json-text.ts';

/** A request line, or the first line of an answer, with what follows it. */
export interface Message {
  readonly line: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One thing that an example does or expects. */
export type Step =
  | { readonly kind: 'script'; readonly name: string; readonly language: string; readonly source: string }
  | { readonly kind: 'upstream'; readonly answers: readonly Message[] }
  | { readonly kind: 'request' | 'answer'; readonly message: Message }
  | { readonly kind: 'calls'; readonly calls: readonly Message[] }
  | { readonly kind: 'warnings'; readonly warnings: unknown };

/** A rule of the document, and what is shown of it. */
export interface Example {
  /** The line of the document where it begins. */
  readonly line: number;
  readonly rule: { readonly name: string; readonly method: string; readonly rule: unknown };
  readonly steps: readonly Step[];
}

/** A document that is checked only, and the diagnostics expected. */
export interface Checked {
  readonly line: number;
  readonly document: unknown;
  readonly diagnostics: unknown;
}

interface Block {
  readonly line: number;
  readonly language: string;
  readonly kind: string;
  readonly name: string;
  readonly text: string;
}

/** The fenced blocks of a document that say what they are: a language, a kind, a name. */
function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w+) (\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map((match) => ({
    line: markdown.slice(0, match.index).split('\n').length,
    language: match[1] ?? '',
    kind: match[2] ?? '',
    name: match[3] ?? '',
    text: match[4] ?? '',
  }));
}

/** An example begins with its rule; a script before the rule belongs to it. */
export function examplesOf(markdown: string): Example[] {
  const examples: { line: number; rule: Example['rule']; steps: Step[] }[] = [];
  let before: Step[] = [];
  for (const block of blocksOf(markdown)) {
    if (block.kind === 'rule') {
      examples.push({ line: block.line, rule: parseJsonText(block.text) as unknown as Example['rule'], steps: before });
      before = [];
      continue;
    }
    const step = stepOf(block);
    if (step?.kind === 'script') before.push(step);
    else if (step) examples.at(-1)?.steps.push(step);
  }
  return examples;
}

/** The documents that are only checked: each is followed by its diagnostics. */
export function checkedOf(markdown: string): Checked[] {
  const blocks = blocksOf(markdown);
  return blocks.flatMap((block, index) =>
    block.kind === 'check'
      ? [
          {
            line: block.line,
            document: JSON.parse(block.text) as unknown,
            diagnostics: JSON.parse(blocks[index + 1]?.text ?? '') as unknown,
          },
        ]
      : [],
  );
}

function stepOf({ language, kind, name, text }: Block): Step | undefined {
  switch (kind) {
    case 'script':
      return { kind, name, language, source: text };
    case 'upstream':
      return { kind, answers: messagesOf(text) };
    case 'calls':
      return { kind, calls: messagesOf(text) };
    case 'warnings':
      return { kind, warnings: JSON.parse(text) as unknown };
    case 'request':
    case 'answer':
      return { kind, message: messageOf(text) };
    default:
      return undefined;
  }
}

/** Several messages, each beginning with a method; an empty text has none. */
function messagesOf(text: string): Message[] {
  return text === '' ? [] : text.split(/^(?=[A-Z]+ \/)/m).map(messageOf);
}

/** A first line, headers, and a body: after an empty line, or at once where it does not look like a header. */
function messageOf(text: string): Message {
  const [line = '', ...rest] = text.split('\n');
  const count = rest.findIndex((one) => !/^[A-Za-z-]+: /.test(one));
  const headers = rest.slice(0, count).map((one) => {
    const [name = '', ...value] = one.split(': ');
    return [name.toLowerCase(), value.join(': ')] as const;
  });
  return { line, headers: Object.fromEntries(headers), body: rest.slice(count).join('\n').trim() };
}
