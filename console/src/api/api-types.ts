import type { paths } from './schema.d.ts';

export type Method = 'get' | 'post' | 'put' | 'delete';

type Short<P> = P extends `/api/v1${infer Rest}` ? Rest : never;
type Long<P extends string> = `/api/v1${P}`;

/** Paths of the REST API that take `M`, without `/api/v1`. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? Short<P> : never;
}[keyof paths];

type Operation<M extends Method, P extends string> =
  Long<P> extends keyof paths ? (M extends keyof paths[Long<P>] ? paths[Long<P>][M] : never) : never;

type Content<T> = T extends { content: { 'application/json': infer Json } } ? Json : never;

/** The `data` of a successful answer. */
export type DataOf<M extends Method, P extends string> =
  Operation<M, P> extends { responses: infer R }
    ? Content<R[keyof R & (200 | 201)]> extends { data: infer Data }
      ? Data
      : never
    : never;

/** The query of a call. */
export type QueryOf<M extends Method, P extends string> =
  Operation<M, P> extends { parameters: { query?: infer Query } } ? Defaulted<NonNullable<Query>> : never;

/** The document calls fields with a default required. */
type Defaulted<Query> = Omit<Query, 'page' | 'count'> & { page?: number; count?: number };

/** The body of a call. */
export type BodyOf<M extends Method, P extends string> =
  Operation<M, P> extends { requestBody?: infer Body } ? Content<NonNullable<Body>> : never;

/** An entry of the list at `P`: `EntryOf<'/secret/page'>`. */
export type EntryOf<P extends PathOf<'get'>> = DataOf<'get', P> extends { list: (infer Entry)[] } ? Entry : never;

/** What a list at any path answers. */
export interface ListPage<T> {
  readonly list: readonly T[];
  readonly total: number;
  readonly total_exact: boolean;
  readonly page: number;
  readonly count: number;
  readonly next: string | null;
}
