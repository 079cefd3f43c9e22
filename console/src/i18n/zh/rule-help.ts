/** The descriptions of the schema of rules, which the designer shows beside its fields: by their English text. */
export const ruleHelp: Readonly<Record<string, string>> = {
  'The JSON Schema that editors use.': '编辑器使用的 JSON Schema。',
  'The path without a leading slash: `:id` is a parameter, `*rest` at the end all that follows, `/` the prefix itself.':
    '不带开头斜杠的路径：`:id` 是参数，末尾的 `*rest` 是其后的全部内容，`/` 是前缀本身。',
  'For people.': '供人阅读。',

  'Write the run log to the database. Default false.': '将运行日志写入数据库。默认 false。',
  'Keep a run that fails for recovery. Default false.': '保留失败的运行，以便恢复。默认 false。',
  'Checkpoint the run before the first layer and after each. Default false.':
    '在第一层之前和每一层之后保存检查点。默认 false。',
  'Seconds for the whole run. Default 120.': '整个运行的时限，单位为秒。默认 120。',
  'The longest body of a request, decompressed: bytes, or "20MiB"; at most 100MiB. Default: STEPGATE_BODY_LIMIT.':
    '请求体解压后的最大长度：字节数，或 "20MiB"；最多 100MiB。默认为 STEPGATE_BODY_LIMIT。',
  'Whether Idempotency-Key must be sent. Default optional.': '是否必须发送 Idempotency-Key。默认 optional。',
  'Suspended runs resume by themselves.': '挂起的运行自动恢复。',
  'Suspended runs resume by themselves. Default true.': '挂起的运行自动恢复。默认 true。',
  'At most so many times. Default 3.': '最多恢复的次数。默认 3。',
  'Seconds before the first time; doubles. Default 30.': '首次恢复前等待的秒数，之后逐次加倍。默认 30。',

  'What the request must look like.': '请求必须符合的形式。',
  'How the body is read; raw: as it comes, {size, contentType}. Default json.':
    '如何读取请求体；raw：原样接收，{size, contentType}。默认 json。',
  'A key that stands twice in a JSON body: the last counts (default), or the request is refused.':
    'JSON 请求体中重复的键：以最后一个为准（默认），或拒绝该请求。',
  'Elements of an XML body that are lists even when one or none is there: paths from below the root, o.items.item.':
    'XML 请求体中即使只有一个或没有也作为列表的元素：从根元素之下写起的路径，如 o.items.item。',
  'The most files of a multipart body. Default 10.': 'multipart 请求体中文件的最大数量。默认 10。',
  'Bytes, or "2MiB".': '字节数，或 "2MiB"。',
  'The content types that are taken; image/* takes all that begin so.':
    '接受的内容类型；image/* 接受所有以此开头的类型。',
  'Field rules of the query string.': '查询字符串的字段规则。',
  'Field rules of the headers; names in any case.': '请求头的字段规则；名称不区分大小写。',
  'Field rules of the parameters in the path.': '路径参数的字段规则。',
  "Field rules of the body's members.": '请求体成员的字段规则。',
  'A JSON Schema (2020-12) of the body, instead of `body`.': '请求体的 JSON Schema（2020-12），用来代替 `body`。',

  'The layers: components of a layer run in parallel, layers one after another.':
    '各层：同一层的组件并行运行，各层依次运行。',
  'Unique in its layer; without /, [ and ].': '在所在层中唯一。',
  'The URL, with placeholders.': 'URL，可含占位符。',
  'The name of the rule, its parameters filled in: orders/{order.id}/price.':
    '规则的名称，参数已填入，如 orders/{order.id}/price。',
  '["user", "password"] sends HTTP Basic, ["token"] Bearer.':
    '["user", "password"] 发送 HTTP Basic，["token"] 发送 Bearer。',
  "The script's name.": '脚本的名称。',
  "Templates: what is sent, or the handler's `input`.": '模板：要发送的内容，或脚本处理函数的 `input`。',
  'An expression; false: the component is skipped.': '表达式；为 false 时跳过该组件。',
  'Where the output goes in the context; dots nest.': '输出在上下文中的位置；点号表示嵌套。',
  "A template over the component's own result; its value is the output.": '以该组件自身结果为数据的模板；其值即输出。',
  'Reuse the result of an earlier run with the same resolved component.':
    '组件求值后与之前的运行相同时，复用当时的结果。',
  'Seconds that a result is kept. Default 300.': '结果保留的秒数。默认 300。',
  'Seconds for one attempt. Default 60.': '单次尝试的时限，单位为秒。默认 60。',
  'Seconds for one attempt. Default 5.': '单次尝试的时限，单位为秒。默认 5。',
  'Templates: what the expression is evaluated over.': '模板：表达式以其值为数据求值。',
  'A JSONata expression over `input`, with no placeholders in it; its value is the output.':
    '以 `input` 为数据的 JSONata 表达式，其中没有占位符；其值即输出。',
  'More attempts after a retryable failure. Default 0.': '发生可重试的失败后再尝试的次数。默认 0。',
  'Seconds: the longest first wait before another attempt; it doubles. Default 0.1.':
    '第一次重试前最长的等待秒数，此后逐次加倍。默认 0.1。',
  'What certain failures mean: [{"when", "output"}], or {"when", "code", "msg", "status", "retry"}; the first that is true counts.':
    '某些失败的含义：[{"when", "output"}]，或 {"when", "code", "msg", "status", "retry"}；以第一个为真的为准。',
  'An expression over the answer.': '以响应为数据的表达式。',
  'A template over the answer: it is the output, and nothing has failed.': '以响应为数据的模板：其值即输出，不算失败。',
  'The code of the error. Default 110006.': '错误代码。默认 110006。',
  'Its message, a template over the answer.': '错误信息，以响应为数据的模板。',
  'Its HTTP status. Default 502.': '其 HTTP 状态码。默认 502。',
  "Whether it is retryable. Default: as the upstream's status says.": '是否可重试。默认由上游的状态码决定。',
  'What is retryable: statuses, and timeout, connect, reset. Default 429, 502, 503, 504 and all three.':
    '哪些失败可重试：状态码，以及 timeout、connect、reset。默认 429、502、503、504 及以上三种。',
  'Which requests are refused that fit the field rules: [{"when", "status", "code", "msg"}]; the first that is true counts.':
    '符合字段规则但仍要拒绝的请求：[{"when", "status", "code", "msg"}]；以第一个为真的为准。',
  'An expression; true: the request is refused.': '表达式；为 true 时拒绝该请求。',
  'HTTP status. Default 400.': 'HTTP 状态码。默认 400。',
  'Default 000400.': '默认 000400。',
  'A template.': '模板。',
  'Seconds: the longest wait between attempts. Default 10.': '两次尝试之间最长的等待秒数。默认 10。',
  'A failure is logged and the output becomes `fallback`; {failed.NAME} of later layers says why.':
    '失败只记入日志，输出改为 `fallback`；后面的层可用 {failed.NAME} 得知原因。',
  'A template: the output after an ignored failure. Default null.': '模板：忽略失败后的输出。默认 null。',
  'Answer the client as soon as this component has finished.': '该组件一完成就响应客户端。',

  'The HTTP method. Default GET.': 'HTTP 方法。默认 GET。',
  'The HTTP method; {request.method} is that of the request. Default GET.':
    'HTTP 方法；{request.method} 是请求的方法。默认 GET。',
  'Header names with templates as values.': '请求头名称及其值，值为模板。',
  'Header names with templates as values; "*" puts in the headers of an object, such as {request.header}.':
    '请求头名称及其值，值为模板；"*" 加入一个对象中的全部请求头，例如 {request.header}。',
  'Header names with templates as values; a list repeats a header, "*" puts in the headers of an object.':
    '响应头名称及其值，值为模板；列表会重复该响应头，"*" 加入一个对象中的全部响应头。',
  'Parameters with templates as values, for the query of the URL; "*" puts in those of an object.':
    'URL 查询参数及其值，值为模板；"*" 加入一个对象中的全部参数。',
  'How many redirects are followed. Default 0.': '最多跟随的重定向次数。默认 0。',
  'Whether HTTP/2 is spoken with an upstream that offers it (ALPN, over TLS). Default false.':
    '上游支持 HTTP/2 时（TLS 上的 ALPN）是否使用 HTTP/2。默认 false。',
  'Seconds between two pieces of an answer that `response.from` streams. Default 60.':
    '由 `response.from` 流式传递的响应，两段数据之间最多间隔的秒数。默认 60。',
  'The name of an api component: its answer is the answer, its body passed on unread.':
    '某个 api 组件的名称：以它的响应作为响应，响应体原样传递。',
  'How `input` is sent. Default json.': '如何发送 `input`。默认 json。',
  'Another name of `dataType`.': '`dataType` 的另一个名称。',
  'The content type to send. Default, and where it is empty: as `dataType` says.':
    '发送的内容类型。默认以及留空时：由 `dataType` 决定。',
  'The root element when sending XML. Default xml.': '发送 XML 时的根元素。默认 xml。',
  'How the answer is read. Default json.': '如何读取响应。默认 json。',
  'How the answer is read. Default: as its content type says.': '如何读取响应。默认：由其内容类型决定。',
  'Elements of an XML answer that are lists even when one or none is there: paths from below the root, o.items.item.':
    'XML 响应中即使只有一个或没有也作为列表的元素：从根元素之下写起的路径，如 o.items.item。',
  'An expression over the answer, {$status}, {$header.NAME} and {$body}; false: the call has failed.':
    '以响应为数据的表达式，可用 {$status}、{$header.NAME} 和 {$body}；为 false 时该调用视为失败。',
  "The error's message, a template over the answer.": '错误消息，以响应为数据的模板。',
  'Another name of `errMsg`.': '`errMsg` 的另一个名称。',
  'Names of secrets for TLS.': '用于 TLS 的密钥名称。',
  'Name of the secret with the client certificate (PEM).': '存放客户端证书（PEM）的密钥的名称。',
  'Name of the secret with its private key (PEM).': '存放其私钥（PEM）的密钥的名称。',
  'Name of the secret with the authority to trust (PEM).': '存放受信任证书颁发机构（PEM）的密钥的名称。',

  'What is answered.': '响应的内容。',
  'How the body is written. Default json.': '如何写响应体。默认 json。',
  'How the body is written. Default: as the response says.': '如何写响应体。默认：与响应相同。',
  'How the body is written; a list: `Accept` chooses, the first by default; raw: {base64, contentType}. Default json.':
    '如何写响应体；为列表时由 `Accept` 选择，默认第一个；raw：{base64, contentType}。默认 json。',
  'HTTP status: a number or a template. Default 200.': 'HTTP 状态码：数字或模板。默认 200。',
  'HTTP status: a number or a template.': 'HTTP 状态码：数字或模板。',
  'Any template.': '任意模板。',
  'Any template: answered when no script has called ctx.response.':
    '任意模板：没有脚本调用过 ctx.response 时以它响应。',
  'The root element when answering XML. Default xml.': '以 XML 响应时的根元素。默认 xml。',
  'Shapes failures, refused requests and suspensions; a list: the first case whose `when` is true.':
    '决定失败、被拒绝的请求和挂起时的响应；为列表时取 `when` 为真的第一项。',
  'An expression over {error.code} and the like, and the context; none: the default.':
    '表达式，可用 {error.code} 等和上下文；没有则为默认项。',
  'An expression; the first case of which it is true is answered.': '表达式；以第一个为真的项响应。',
  'Several answers: [{"when", "status", "header", "body"}]; the first whose `when` is true takes the place of the others.':
    '多种响应：[{"when", "status", "header", "body"}]；`when` 为真的第一项取代其他响应。',
  'Any template; also sees {error.code}, {error.msg}, {error.kind}, {error.component}, {error.layer}.':
    '任意模板；还可用 {error.code}、{error.msg}、{error.kind}、{error.component}、{error.layer}。',

  'The field must be there and not null. Default false.': '该字段必须存在且不为 null。默认 false。',
  'Used when the field is absent.': '缺少该字段时使用。',
  'Smallest value, inclusive.': '最小值，含该值。',
  'Largest value, inclusive.': '最大值，含该值。',
  'The allowed values.': '允许的值。',
  'The allowed values of each element.': '每个元素允许的值。',
  'Fewest characters (code points).': '最少字符数（码点）。',
  'Most characters (code points).': '最多字符数（码点）。',
  'Fewest elements.': '最少元素数。',
  'Most elements.': '最多元素数。',
  'A regular expression in linear-time syntax (RE2), found anywhere in the value unless anchored.':
    '线性时间语法（RE2）的正则表达式；未加锚点时在值的任意位置匹配。',
  'A known form of text.': '已知的文本格式。',
  'The field rule of each element.': '每个元素的字段规则。',
  'Field rules of its members.': '其成员的字段规则。',
  '["user", "password"] sends HTTP Basic, ["token"] Bearer; {"oauth2"} a token of client credentials, {"aws4"} a signature for AWS.':
    '["user", "password"] 发送 HTTP Basic，["token"] 发送 Bearer；{"oauth2"} 为客户端凭证令牌，{"aws4"} 为 AWS 签名。',
  'Where tokens are given.': '签发令牌的地址。',
  'A template: {secret.NAME}.': '模板：{secret.NAME}。',
  'Where the credentials stand. Default basic.': '凭证所在的位置。默认为 basic。',
  'Of AWS, such as s3.': 'AWS 的服务，例如 s3。',
  'Of AWS, such as eu-central-1.': 'AWS 的区域，例如 eu-central-1。',
  'What is said of a value that is refused, by the option that refuses it; templates.':
    '值被拒绝时的提示，按拒绝它的选项给出；可为模板。',
  'A template that gives a list: the component runs once for each of its elements.':
    '给出列表的模板：对其中每个元素运行一次该组件。',
  'What an element is called in placeholders. Default item.': '元素在占位符中的名称。默认为 item。',
  'So many elements at once. Default 10.': '同时处理的元素数。默认 10。',
  'A longer list fails. Default 1000.': '更长的列表视为失败。默认 1000。',
  'An expression over the result; false: the component runs again.': '关于结果的表达式；为 false 时再次运行该组件。',
  'Seconds before it runs again for `until`. Default 1.': '为 `until` 再次运行前等待的秒数。默认 1。',
  'So many times in all for `until`. Default 60.': '`until` 总共最多运行的次数。默认 60。',
  'The layers inside; or else `cases`.': '内部的层；或改用 `cases`。',
  'The first whose `when` is true is run; none: the flow is skipped.':
    '运行第一个 `when` 为真的分支；都不成立时跳过该流程。',
  'An expression; without one it is the default, and comes last.': '表达式；没有时为默认分支，须放在最后。',
  'The layers of this case.': '该分支的层。',
  'A template over the context inside; its value is the output. Default: an object of the outputs inside.':
    '基于内部上下文的模板，其值即输出。默认为由内部各输出组成的对象。',
  'Seconds for the whole flow. Default: none.': '整个流程的时限（秒）。默认无。',

  'What is waited for.': '等待的对象。',
  'Seconds until nobody is waited for any more (110017). Default 86400.': '最长等待秒数，超过即为 110017。默认 86400。',
  'Of a callback: field rules of its body.': '回调：请求体的字段规则。',
  'Of an approval, a template: what is to be approved.': '审批，模板：要批准的内容。',
  'Of an approval: field rules of what is filled in with it.': '审批：所填表单的字段规则。',
  'Of an approval: who may give it; each may also do what those before it may: viewer, operator, developer, admin. Default ["operator"].':
    '审批：谁可以批准；每个角色也可做其前面角色能做的事：viewer、operator、developer、admin。默认 ["operator"]。',
  'Of an approval that is refused: the run ends as broken (110008), the default, or goes on.':
    '审批被拒绝时：运行以中断结束（110008，默认），或继续。',
  'Of a time: so many seconds after it is reached, a template.': '时间：到达后等待的秒数，模板。',
  'Of a time: when, ISO 8601, a template.': '时间：何时，ISO 8601，模板。',
  'A call that undoes this component when the run is given up.': '当运行被放弃时，撤销此组件的调用。',
  'What becomes of a run that still fails then: it stays suspended, or is given up. Default suspend.':
    '届时仍失败的运行如何处理：保持挂起，或被放弃并撤销。默认 suspend。',
  'With suspend: whether a run that fails is kept for recovery, or given up. Default suspend.':
    '启用 suspend 时：失败的运行保留待恢复，还是被放弃并撤销。默认 suspend。',
  'Templates of texts that are kept with the run and its log, and which lists are filtered by: at most 20 names, 4 KiB.':
    '与运行及其日志一起保存的文本模板，列表可按其筛选：最多 20 个名称，共 4 KiB。',
  '1 to 64 of A-Z, a-z, 0-9, ".", "_" and "-", the first no "." or "-"':
    '1 至 64 个字符，可用 A-Z、a-z、0-9、"."、"_" 和 "-"，首字符不能是 "." 或 "-"',
  'Runs may be begun without being waited for: they take their turn in a queue.':
    '运行可以在不等待结果的情况下开始：它们在队列中依次执行。',
  'The queue. Default workflow.': '队列。默认 workflow。',
  'At most 64 of A-Z a-z 0-9 . _ -': '最多 64 个字符，可用 A-Z a-z 0-9 . _ -',
  'Whether only requests with `Prefer: respond-async` are queued, or all. Default onRequest.':
    '只有带 `Prefer: respond-async` 的请求进入队列，还是全部请求。默认 onRequest。',
  'Lower comes first. Default 0.': '数值小的先执行。默认 0。',
  'Seconds until the run may begin, a template. Default 0.': '运行可以开始之前的秒数，模板。默认 0。',
  "How often the run is tried, the first time counted. Default: the queue's.":
    '运行尝试的次数，含第一次。默认：队列的设置。',
  'How long it waits between two attempts.': '两次尝试之间等待多久。',
  'Whether the time doubles with each attempt. Default exponential.': '等待时间是否随每次尝试加倍。默认 exponential。',
  "Seconds before the second attempt. Default: the queue's.": '第二次尝试之前的秒数。默认：队列的设置。',
  'Seconds at most. Default 300.': '最多秒数。默认 300。',
  'Seconds from the request: a run that has not begun by then is cancelled (110020).':
    '自请求起的秒数：届时尚未开始的运行被取消（110020）。',
  'A template: of the runs with the same value only so many are under way at a time, in the order in which they came.':
    '模板：值相同的运行同时只执行若干个，按到达的顺序。',
  'How many those are. Default 1.': '同时执行多少个。默认 1。',
  'Whoever knows the trx of a kept run may cancel it: DELETE /runs/TRX. Default false.':
    '知道 trx 的任何人都可以取消这次保留的运行：DELETE /runs/TRX。默认 false。',
  'Seconds from the failure for which the client waits until all is undone. Default 30.':
    '从失败起，客户端等待全部撤销完成的秒数。默认 30。',
};
