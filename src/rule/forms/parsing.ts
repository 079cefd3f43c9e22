import type { Json } from '../../json.ts';
import type { Placeholder } from '../compiled.ts';
import type { Diagnostics } from '../diagnostics.ts';
import type { PlaceholderSyntax } from '../placeholder.ts';
import type { TemplateNode } from '../template-node.ts';
import type { Evaluation, Locals, Slots } from './evaluation.ts';

/** A part of a template with forms. */
export type FormNode<S> = TemplateNode<Evaluation<S>>;

/** The template that is being compiled, seen from one of its parts. */
export interface FormParsing<S> {
  readonly diagnostics: Diagnostics;
  readonly syntax: PlaceholderSyntax<Evaluation<S>>;
  readonly slots: Slots;
  readonly locals: Locals;
  /** How many lists are gone through around it. */
  readonly depth: number;
  /** What it gives becomes a part of the template's value. */
  readonly isPut: boolean;
  /** Adds to the template's placeholders. */
  readonly note: (placeholders: readonly Placeholder[]) => void;
  readonly compile: (json: Json, pointer: string) => FormNode<S>;
  /** The same for each element of a list, under these names. */
  readonly within: (names: Locals) => FormParsing<S>;
  /** What the template's value is made of, without being a part of it. */
  readonly aside: () => FormParsing<S>;
}
