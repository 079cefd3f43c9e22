import { direct } from './direct.ts';

/** When the newest of the rows began: 30 days end here. */
export const END = Date.parse('2026-06-30T23:59:59.000Z');
const DAYS = 30;
const CHUNK = 10_000;

/*
 * Rows by SQL that both databases take: a million of them one by one would take hours. What a row holds is a function of
 * its number `n`, from 0, and its parts are spread independently of each other.
 */
const DIGITS =
  '(select 0 as d union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 union all select 6 union all select 7 union all select 8 union all select 9)';

/** Numbers from `first` on, `count` of them and at most a chunk. */
function numbers(first: number, count: number): string {
  const sum = 'a.d + 10 * b.d + 100 * c.d + 1000 * e.d';
  return `(select ${first} + ${sum} as n from ${DIGITS} a, ${DIGITS} b, ${DIGITS} c, ${DIGITS} e where ${sum} < ${count}) as numbers`;
}

/** A number from 0 to `below` - 1, another one for each `salt`. */
function spread(salt: number, below: number): string {
  return `((n * ${2_654_435 + 2 * salt * 7919} + ${salt * 104_729}) % 1000003 % ${below})`;
}

function padded(prefix: string, value: string): string {
  return `concat('${prefix}', substr(concat('00000000000000000000000000000000', ${value}), -32))`;
}

async function inChunks(count: number, insert: (rows: string) => Promise<unknown>): Promise<void> {
  for (let first = 0; first < count; first += CHUNK) await insert(numbers(first, Math.min(CHUNK, count - first)));
}

/** Versions of 1,000 rules and, every fourth, of as many scripts. */
export async function addVersions(url: string, count: number): Promise<void> {
  const key = spread(1, 1000);
  const isScript = 'n % 4 = 3';
  await inChunks(count, (rows) =>
    direct(
      url,
      `insert into version (kind, name, method, language, version, description, active, operator, operator_id, created_at, updated_at)
       select case when ${isScript} then 'script' else 'rule' end, concat('team', ${key} % 20, '/service/', ${key}),
         case when ${isScript} then '' when ${key} % 3 = 0 then 'GET' when ${key} % 3 = 1 then 'POST' else 'PUT' end,
         case when ${isScript} then 'js' else '' end, ${padded('V', 'n')}, '', null,
         concat('user', ${spread(2, 30)}), ${spread(2, 30)} + 1, ${END} - ${count} * 1000 + n * 1000, ${END}
       from ${rows}`,
    ),
  );
  await direct(
    url,
    'update version set active = 1 where id in (select id from (select max(id) as id from version group by kind, name, method) as newest)',
  );
}

const STATUS = spread(3, 1000);
const VERSIONS_OF_RULE = 5;
/** Which of the versions of its rule ran; a whole number in both databases, whose `/` are not alike. */
const fifthOf = (count: number): string =>
  `cast((n * ${VERSIONS_OF_RULE} - n * ${VERSIONS_OF_RULE} % ${count}) / ${count} as signed)`;
const rowsOf = (count: number): string => `n,
  concat('/ps/team', ${spread(4, 200)} % 20, '/service/', ${spread(4, 200)}) as path,
  case ${spread(4, 200)} % 5 when 0 then 'GET' when 1 then 'PUT' else 'POST' end as method,
  ${padded('V', `${spread(4, 200)} * ${VERSIONS_OF_RULE} + ${fifthOf(count)}`)} as version,
  case when ${STATUS} < 970 then 'success' when ${STATUS} < 990 then 'failed' when ${STATUS} < 995 then 'suspended' when ${STATUS} < 998 then 'broken' else 'cancelled' end as status,
  case when ${STATUS} < 970 then null when ${STATUS} < 984 then '110006' when ${STATUS} < 990 then '110007' when ${STATUS} < 995 then '110002' when ${STATUS} < 998 then '110008' else '110010' end as err_code,
  ${spread(6, 1000)} * ${spread(7, 100)} / 20 as run_time`;

const REST_OF_HEAD =
  '"log_id":"","step":2,"cur_step":2,"error":null,"start_datetime":"","resp_datetime":null,"end_datetime":null,' +
  `"resp_time":null,"run_time":null,"note":"${'x'.repeat(100)}"}`;

/** Logs of runs over 30 days, with the counts that the store keeps of them. */
export async function addRunLogs(url: string, count: number): Promise<void> {
  const stepMs = Math.max(1, Math.floor((DAYS * 86_400_000) / count));
  await inChunks(count, async (numbered) => {
    const rows = `(select ${rowsOf(count)}, ${END} - ${count} * ${stepMs} + n * ${stepMs} as start_at from ${numbered}) as logs`;
    const head = `concat('{"trx":"', ${padded('TRX', 'n')}, '","path":"', path, '","method":"', method, '","status":"', status, '","version":"', version, '",${REST_OF_HEAD}')`;
    await direct(
      url,
      `insert into run_log (trx, log_id, method, path, version, status, err_code, start_at, end_at, run_time, head, counts)
       select ${padded('TRX', 'n')}, ${padded('', 'n')}, method, path, version, status, err_code, start_at, start_at + floor(run_time),
         floor(run_time), ${head}, concat('{"', status, '":[0,1],"0/":[', (n + 1) % 40, ',1]}') from ${rows}`,
    );
  });
  for (const hours of [1, 24]) {
    const place = `floor(start_at / ${hours * 3_600_000})`;
    const pairs = (histogram: string, key: string, bucket: string) =>
      `(select place, version, group_concat(concat('"', what, '":[', pairs, ']')) as text from
         (select place, version, what, group_concat(concat(bucket, ',', runs)) as pairs from
           (select ${place} as place, version, ${key} as what, ${bucket} as bucket, count(*) as runs from run_log
              group by place, version, what, bucket) as counted
            group by place, version, what) as joined
          group by place, version) as ${histogram}`;
    await direct(
      url,
      `insert into run_stats (hours, place, version, counts)
       select ${hours}, statuses.place, statuses.version, concat('{', statuses.text, ',', answers.text, '}')
       from ${pairs('statuses', 'status', '0')}
       join ${pairs('answers', "'0/'", 'id % 40')} on answers.place = statuses.place and answers.version = statuses.version`,
    );
  }
  await direct(
    url,
    'insert into run_rule (version, name, method) select version, min(path), min(method) from run_log group by version',
  );
}

/** Kept runs, most of them suspended, and as many that have ended. */
export async function addKeptRuns(url: string, count: number): Promise<void> {
  await inChunks(2 * count, (numbered) =>
    direct(
      url,
      `insert into run (trx, log_id, method, path, path_cut, version, status, step, cur_step, err_code, err_code_cut,
         err_component, err_component_cut, recover_count, epoch, change_id, created_at, updated_at, state)
       select ${padded('TRX', 'n')}, ${padded('', 'n')}, method, path, path, version,
         case when n % 2 = 1 then 'suspended' when n % 20 = 0 then 'recovering' else 'success' end,
         2, 1, err_code, err_code, concat('call', n % 3), concat('call', n % 3), 0, 1, '', ${END} - 1000 * n, ${END}, ''
       from (select ${rowsOf(2 * count)} from ${numbered}) as runs`,
    ),
  );
}
