import {
  Activity,
  FileCode2,
  Hourglass,
  KeyRound,
  LayoutDashboard,
  LifeBuoy,
  ScrollText,
  Ticket,
  Users,
  Workflow,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import type { Role } from '../api/session.ts';
import type { TextKey } from '../i18n/en.ts';

/** A page of the console. */
export interface PageRoute {
  /** Below `/console/`; `''` is the first page. */
  readonly path: string;
  readonly load: () => Promise<ComponentType>;
  /** Who may open it. */
  readonly role: Role;
  /** Its link in the navigation; missing: it has none. */
  readonly link?: PageLink;
}

export interface PageLink {
  readonly labelKey: TextKey;
  readonly icon: LucideIcon;
  /** Below the heading "Administration". */
  readonly isAdministration?: boolean;
  /** Shows how many runs are suspended, at the link's right. */
  readonly countsSuspended?: boolean;
}

/** All pages; those with a link in the order of the navigation. */
export const routes: readonly PageRoute[] = [
  {
    path: '',
    load: async () => (await import('../pages/overview/overview-page.tsx')).OverviewPage,
    role: 'viewer',
    link: { labelKey: 'overview.title', icon: LayoutDashboard },
  },
  {
    path: 'runs',
    load: async () => (await import('../pages/runs/runs-page.tsx')).RunsPage,
    role: 'viewer',
    link: { labelKey: 'runs.title', icon: Activity },
  },
  {
    path: 'runs/:trx',
    load: async () => (await import('../pages/run/run-page.tsx')).RunPage,
    role: 'viewer',
  },
  {
    path: 'recovery',
    load: async () => (await import('../pages/recovery/recovery-page.tsx')).RecoveryPage,
    role: 'viewer',
    link: { labelKey: 'recovery.title', icon: LifeBuoy, countsSuspended: true },
  },
  {
    path: 'recovery/:trx',
    load: async () => (await import('../pages/recovery/run/recovery-run-page.tsx')).RecoveryRunPage,
    role: 'viewer',
  },
  {
    path: 'rules',
    load: async () => (await import('../pages/rules/rules-page.tsx')).RulesPage,
    role: 'viewer',
    link: { labelKey: 'rules.title', icon: Workflow },
  },
  {
    path: 'rules/new',
    load: async () => (await import('../pages/designer/designer-page.tsx')).NewRulePage,
    role: 'developer',
  },
  {
    path: 'rules/:method/*',
    load: async () => (await import('../pages/designer/designer-page.tsx')).DesignerPage,
    role: 'viewer',
  },
  {
    path: 'scripts',
    load: async () => (await import('../pages/scripts/scripts-page.tsx')).ScriptsPage,
    role: 'viewer',
    link: { labelKey: 'scripts.title', icon: FileCode2 },
  },
  {
    path: 'scripts/*',
    load: async () => (await import('../pages/scripts/script-page.tsx')).ScriptPage,
    role: 'viewer',
  },
  {
    path: 'secrets',
    load: async () => (await import('../pages/secrets/secrets-page.tsx')).SecretsPage,
    role: 'viewer',
    link: { labelKey: 'secrets.title', icon: KeyRound },
  },
  {
    path: 'waits',
    load: async () => (await import('../pages/waits/waits-page.tsx')).WaitsPage,
    role: 'viewer',
    link: { labelKey: 'waits.title', icon: Hourglass },
  },
  {
    path: 'users',
    load: async () => (await import('../pages/users/users-page.tsx')).UsersPage,
    role: 'admin',
    link: { labelKey: 'users.title', icon: Users, isAdministration: true },
  },
  {
    path: 'tokens',
    load: async () => (await import('../pages/tokens/tokens-page.tsx')).TokensPage,
    role: 'admin',
    link: { labelKey: 'tokens.title', icon: Ticket, isAdministration: true },
  },
  {
    path: 'audit',
    load: async () => (await import('../pages/audit/audit-page.tsx')).AuditPage,
    role: 'admin',
    link: { labelKey: 'audit.title', icon: ScrollText, isAdministration: true },
  },
  {
    path: 'profile',
    load: async () => (await import('../pages/profile/profile-page.tsx')).ProfilePage,
    role: 'viewer',
  },
];
