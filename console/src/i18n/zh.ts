import { accounts } from './zh/accounts.ts';
import { audit } from './zh/audit.ts';
import { designer } from './zh/designer.ts';
import { drawing } from './zh/drawing.ts';
import { frame } from './zh/frame.ts';
import { overview } from './zh/overview.ts';
import { parts } from './zh/parts.ts';
import { profile } from './zh/profile.ts';
import { recovery } from './zh/recovery.ts';
import { rules } from './zh/rules.ts';
import { run } from './zh/run.ts';
import { runs } from './zh/runs.ts';
import { scripts } from './zh/scripts.ts';
import { secrets } from './zh/secrets.ts';
import { waits } from './zh/waits.ts';

/** All texts in Chinese: one file a page. */
export const zh = {
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
