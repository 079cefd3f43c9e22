import { build } from 'esbuild';
import type { BuildOptions } from 'esbuild';

/** Run by themselves: each is one file, which shares no code with the others. The sandbox process may read no more. */
const PROGRAMS = [
  'src/store/sqlite/worker.ts',
  'src/codec/yaml-worker.ts',
  'src/sandbox/launcher-process.ts',
  'src/sandbox/child/main.ts',
];

/** Packages that are looked for as files: a binary, what the sandbox process reads, files for browsers. And what only terminals load. */
const UNBUNDLED = ['isolated-vm', 'acorn', '@fastify/swagger-ui', 'pino-pretty'];

/** CommonJS packages in a bundle still ask for Node's own modules with `require`. */
const REQUIRE =
  "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);";

/**
 * Writes the program in `root` to `folder`, with the packages that it uses: to look for their 900 files takes 40 % of a
 * start (measured). What is imported when it is needed is still loaded then. The packages stay dependencies all the same:
 * a checkout runs from its sources with `npm ci --omit=dev`, and the package's types name some of them.
 * @param others files that are bundled like `main.ts`.
 * @returns the files that went in, relative to `root`.
 */
export async function bundle(root: string, folder: string, others: readonly string[]): Promise<string[]> {
  const bundled = {
    absWorkingDir: root,
    ...{ outbase: '.', outdir: folder },
    ...{ platform: 'node', format: 'esm', target: 'node24' },
    // Where a line came from, not the line: the sources of all packages would be 10 MiB more.
    ...{ sourcemap: 'linked', sourcesContent: false },
    ...{ bundle: true, metafile: true, external: UNBUNDLED, banner: { js: REQUIRE } },
    logLevel: 'warning',
  } satisfies BuildOptions;
  const results = await Promise.all([
    // All shared code is written beside `main.js`: src/own-file.ts looks for files from there.
    build({
      ...bundled,
      splitting: true,
      chunkNames: 'src/[name]-[hash]',
      entryPoints: ['src/main.ts', 'src/index.ts', ...others],
    }),
    build({ ...bundled, entryPoints: PROGRAMS }),
  ]);
  return results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
}
