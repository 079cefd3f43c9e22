import type { QueueRepository } from '../engine/queue-port.ts';
import { isObject } from '../json.ts';
import type { NewRule, RuleStore } from './store.ts';

/** Rules whose queues are there as soon as they are saved. */
export function namingQueues(rules: RuleStore, queues: Pick<QueueRepository, 'name'>): RuleStore {
  const name = async (items: readonly NewRule[]): Promise<void> => {
    for (const { rule } of items) {
      const named = isObject(rule.queue) ? rule.queue.name : undefined;
      if (typeof named === 'string') await queues.name(named);
    }
  };
  return {
    ...rules,
    async add(item, activate, operator) {
      const added = await rules.add(item, activate, operator);
      await name([item]);
      return added;
    },
    async addAll(items, operator) {
      await rules.addAll(items, operator);
      await name(items);
    },
  };
}
