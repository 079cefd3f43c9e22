import type { Page } from './result-page.ts';

/** Which endpoints; an empty filter finds all. */
export interface EndpointFilter {
  /** Prefix of the name. */
  readonly name?: string;
  /** Part of the name, in any case. */
  readonly part?: string;
  readonly method?: string;
}

/** Some of the endpoints, in the order of their names. */
export interface EndpointPosition {
  readonly count: number;
  readonly page?: number;
  /** A `next` of the same list; `page` does not count then. */
  readonly after?: string;
}

/** All versions of one method and name, and what the run logs say of them. */
export interface RuleEndpoint {
  readonly method: string;
  readonly name: string;
  /** Of the active version, else the newest. */
  readonly desc: string;
  readonly activeVersion: string | null;
  readonly versions: number;
  readonly updatedAt: number;
  /** When the last recorded run of a version began; null: there is none. */
  readonly lastCalledAt: number | null;
  /** Recorded runs. */
  readonly runs: number;
  readonly errors: number;
}

/** Endpoints; their runs are counted from the full hour in which `since` lies. */
export type ReadEndpoints = (
  filter: EndpointFilter,
  place: EndpointPosition,
  since: number,
) => Promise<Page<RuleEndpoint>>;
