import { openStore } from '../../src/store/open.ts';
import { masterKey } from './store-under-test.ts';

/* A process of its own: claims every run it is given, and prints which it got. */

const [url = '', owner = '', ...trxs] = process.argv.slice(2);
const store = await openStore({ url, masterKey, log: { warn: () => undefined } });
const claims = await Promise.all(trxs.map((trx) => store.runs.claim(trx, owner)));
await store.close();
process.stdout.write(JSON.stringify(claims.map((claim) => (typeof claim === 'string' ? claim : claim.owner))));
