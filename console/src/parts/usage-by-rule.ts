/** A place in an active rule. */
export interface RulePlace {
  readonly method: string;
  readonly name: string;
  readonly version: string;
  /** A JSON pointer into the rule. */
  readonly pointer: string;
}

/** A rule with all its places. */
interface RulePlaces extends Omit<RulePlace, 'pointer'> {
  readonly pointers: readonly string[];
}

/** Places by their rules, in the order in which they come. */
export function usageByRule(places: readonly RulePlace[]): RulePlaces[] {
  const rules = Map.groupBy(places, ({ method, name }) => `${method} ${name}`);
  return [...rules.values()].flatMap((own) => {
    const [first] = own;
    return first === undefined ? [] : [{ ...first, pointers: own.map(({ pointer }) => pointer) }];
  });
}
