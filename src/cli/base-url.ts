const ANY_ADDRESS: Readonly<Record<string, string>> = {
  '0.0.0.0': '127.0.0.1',
  '::': '127.0.0.1',
  '[::]': '127.0.0.1',
};

/** Where this machine reaches a gateway that listens on `host` and `port`: `http://127.0.0.1:3000`. */
export function baseUrl(host: string, port: number): string {
  const name = ANY_ADDRESS[host] ?? host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
