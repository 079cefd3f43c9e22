import {
  CircleSlash2,
  CornerUpLeft,
  Database,
  Filter,
  Repeat,
  RotateCw,
  ShieldCheck,
  Timer,
  Undo2,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useText } from '../../i18n/use-text.ts';
import type { Mark, MarkKind } from '../model/marks.ts';
import classes from './drawing.module.css';

const ICONS: Readonly<Record<MarkKind, LucideIcon>> = {
  condition: Filter,
  loop: Repeat,
  until: Timer,
  responseCondition: ShieldCheck,
  retry: RotateCw,
  cache: Database,
  ignoreError: CircleSlash2,
  nowResponse: CornerUpLeft,
  undo: Undo2,
};

/** What a card shows of its component at a glance. */
export function CardMarks({ marks }: { readonly marks: readonly Mark[] }) {
  const text = useText();
  return (
    <span className={classes.marks}>
      {marks.map(({ kind, detail }) => {
        const Icon = ICONS[kind];
        const said = [text(`mark.${kind}`), detail].filter((part) => part !== '').join(': ');
        return (
          <span
            key={kind}
            className={classes.mark}
            title={said}
            data-count={kind === 'retry' ? detail : undefined}
            role="img"
            aria-label={said}
          >
            <Icon size={13} aria-hidden />
          </span>
        );
      })}
    </span>
  );
}
