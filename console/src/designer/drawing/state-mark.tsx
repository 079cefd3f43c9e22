import { Ban, CircleCheck, CircleDashed, CircleX, Database, Loader, SkipForward, Undo2 } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useText } from '../../i18n/use-text.ts';
import type { ComponentState } from './component-state.ts';
import classes from './drawing.module.css';

const ICONS: Readonly<Record<ComponentState, LucideIcon>> = {
  success: CircleCheck,
  failed: CircleX,
  skipped: SkipForward,
  cached: Database,
  running: Loader,
  waiting: CircleDashed,
  cancelled: Ban,
  undone: Undo2,
};

/** What became of a component: as sign and word, never as colour alone. */
export function StateMark({ state }: { readonly state: ComponentState }) {
  const text = useText();
  const Icon = ICONS[state];
  return (
    <span className={classes.state} data-state={state}>
      <Icon size={13} aria-hidden />
      {text(`drawing.state.${state}`)}
    </span>
  );
}
