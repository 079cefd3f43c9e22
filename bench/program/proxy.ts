import httpProxy from '@fastify/http-proxy';
import { fastify } from 'fastify';

/** What streams are compared with: `node bench/program/proxy.ts UPSTREAM`, prints its URL. */
const app = fastify({ requestTimeout: 0, bodyLimit: 2 ** 40 });
await app.register(httpProxy, { upstream: process.argv[2] ?? '' });
console.log(await app.listen({ port: 0, host: '127.0.0.1' }));
