/*
 * Takes the pictures of docs/console/: `npm run console:screenshots`, or some of them: `… -- recovery`.
 *
 * Needs Debian's packages chromium, fonts-roboto, fonts-wqy-zenhei and pngquant.
 */
import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { temporaryDir } from '../../fixture/gateway.ts';
import { startConsole } from '../fixture/console.ts';
import { WITH_SAMPLE } from '../fixture/suspended.ts';
import { fill } from './fill.ts';
import { startServices } from './services.ts';
import { SHOTS, takeShot } from './shots.ts';

const FOLDER = path.join(import.meta.dirname, '../../../docs/console');
const wanted = process.argv.slice(2);

const folder = await temporaryDir();
const services = await startServices();
const console_ = await startConsole({ dir: folder, env: { ...WITH_SAMPLE.env, STEPGATE_VAR_SHOP: services.url } });
await fill(console_.gateway, services, folder);
await mkdir(FOLDER, { recursive: true });
const files: string[] = [];
for (const shot of SHOTS) {
  if (wanted.length > 0 && !wanted.some((name) => shot.name.startsWith(name))) continue;
  console.log(shot.name);
  try {
    files.push(...(await takeShot(shot, { console_, services, folder: FOLDER })));
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
}
await promisify(execFile)('pngquant', ['--force', '--ext', '.png', '--speed', '1', '--strip', ...files]);
await console_.close();
await services.close();
await rm(folder, { recursive: true });
