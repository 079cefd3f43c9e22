/** Some of the rows that were asked for, and how many there are. */
export interface Page<T> {
  readonly list: T[];
  readonly total: number;
}
