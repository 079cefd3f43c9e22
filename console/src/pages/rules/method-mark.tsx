import classes from './rules.module.css';

/** A rule's method: all as wide, so that names stand below each other. */
export function MethodMark({ method }: { readonly method: string }) {
  return (
    <span className={classes.method} data-method={method}>
      {method}
    </span>
  );
}
