/** As prettier and tsc (double quotes) write them: an import or an export begins its line. */
const IMPORT = /^import \{([^}]*)\} from ['"]\.\/([\w-]+)\.[jt]s['"];$/gm;
const EXPORT = /^export (?=(?:async )?(?:function|class|const) (\w+))/gm;
/** What tsc leaves of a module of types. */
const EMPTY_EXPORT = /^export \{\};$/gm;

/**
 * Makes one script of the realm's modules, whose types are stripped: V8's snapshots hold what scripts did, not
 * modules. Understands what the realm uses: named imports of its own modules, exported functions, classes, constants.
 * @returns a script that puts the exports of `main` on the global object.
 */
export function bundle(sources: ReadonlyMap<string, string>): string {
  const done = new Set<string>();
  const parts: string[] = [];
  const add = (name: string): void => {
    if (done.has(name)) return;
    done.add(name);
    const source = sources.get(name);
    if (source === undefined) throw new Error(`the realm has no module ${name}`);
    for (const [, , imported = ''] of source.matchAll(IMPORT)) add(imported);
    const exported = [...source.matchAll(EXPORT)].map(([, exportedName]) => exportedName);
    const body = source
      .replace(IMPORT, (_all, names: string, from: string) => `const {${names}} = modules['${from}'];`)
      .replace(EXPORT, '')
      .replace(EMPTY_EXPORT, '');
    parts.push(`modules['${name}'] = (() => {${body}\nreturn { ${exported.join(', ')} };})();`);
  };
  add('main');
  return `(() => { 'use strict'; const modules = {};\n${parts.join('\n')}\nObject.assign(globalThis, modules.main); })()`;
}
