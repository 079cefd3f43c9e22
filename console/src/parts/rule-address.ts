/** Where the console shows a rule: its name with parameters, a rest or as `/` is one path of it. */
export function ruleAddress({ method, name }: { readonly method: string; readonly name: string }): string {
  const path = name === '/' ? encodeURIComponent(name) : name.split('/').map(encodeURIComponent).join('/');
  return `/rules/${method}/${path}`;
}
