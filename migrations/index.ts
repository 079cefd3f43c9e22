import type { Migration } from '../src/store/migration.ts';
import { first } from './0001-first.ts';
import { pages } from './0002-pages.ts';
import { pieces } from './0003-pieces.ts';
import { formerSecrets } from './0004-former-secrets.ts';
import { lists } from './0005-lists.ts';
import { statistics } from './0006-statistics.ts';
import { keys } from './0007-keys.ts';
import { sparse } from './0008-sparse.ts';
import { groups } from './0009-groups.ts';
import { bulkRecoveries } from './0010-bulk-recoveries.ts';
import { children } from './0011-children.ts';
import { waits } from './0012-waits.ts';
import { following } from './0013-following.ts';
import { queues } from './0014-queues.ts';
import { schedules } from './0015-schedules.ts';
import { events } from './0016-events.ts';
import { metadata } from './0017-metadata.ts';

/** All migrations, the oldest first. A list and no folder scan: it is the same in the checkout and in the package. */
export const migrations: readonly Migration[] = [
  first,
  pages,
  pieces,
  formerSecrets,
  lists,
  statistics,
  keys,
  sparse,
  groups,
  bulkRecoveries,
  children,
  waits,
  following,
  queues,
  schedules,
  events,
  metadata,
];
