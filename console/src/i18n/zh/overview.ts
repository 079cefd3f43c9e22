import type { overview as english } from '../en/overview.ts';
import type { Translated } from '../translated.ts';

export const overview: Translated<typeof english> = {
  'overview.title': '概览',
  'overview.lead': '已记录的运行情况，以及等待处理的内容。',
  'overview.period': '时间段',
  'overview.period.1h': '1 小时',
  'overview.period.24h': '24 小时',
  'overview.period.7d': '7 天',
  'overview.runsPerMinute': '每分钟运行数',
  'overview.runsLabel_other': '按状态的每分钟运行数：共 {{count}} 次',
  'overview.errorRate': '错误率',
  'overview.ofRuns': '占运行的比例',
  'overview.errorRateLabel': '错误率：最高 {{value}} %',
  'overview.answerTime': '响应时间',
  'overview.answerTimeLabel': '响应时间 p50、p95、p99：最长 {{value}}',
  'overview.slowest': '最慢的规则',
  'overview.failing': '失败最多的规则',
  'overview.suspended': '已挂起的运行',
  'overview.runs': '运行数',
  'overview.p50': 'p50',
  'overview.p95': 'p95',
  'overview.p99': 'p99',
  'overview.count': '运行数',
  'overview.oldest': '最早',
  'overview.none': '无。',
};
