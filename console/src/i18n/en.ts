import { accounts } from './en/accounts.ts';
import { audit } from './en/audit.ts';
import { designer } from './en/designer.ts';
import { drawing } from './en/drawing.ts';
import { frame } from './en/frame.ts';
import { overview } from './en/overview.ts';
import { parts } from './en/parts.ts';
import { profile } from './en/profile.ts';
import { recovery } from './en/recovery.ts';
import { rules } from './en/rules.ts';
import { run } from './en/run.ts';
import { runs } from './en/runs.ts';
import { scripts } from './en/scripts.ts';
import { secrets } from './en/secrets.ts';
import { waits } from './en/waits.ts';

/** All texts in English: one file a page. */
export const en = {
  ...accounts,
  ...audit,
  ...designer,
  ...drawing,
  ...frame,
  ...overview,
  ...parts,
  ...profile,
  ...recovery,
  ...rules,
  ...run,
  ...runs,
  ...scripts,
  ...secrets,
  ...waits,
};

type Base<K> = K extends `${infer Key}_one` | `${infer Key}_other` ? Key : K;

/** The name of a text; where the number counts, without `_one` and `_other`. */
export type TextKey = Base<keyof typeof en>;
