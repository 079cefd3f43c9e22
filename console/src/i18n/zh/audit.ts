import type { audit as english } from '../en/audit.ts';
import type { Translated } from '../translated.ts';

export const audit: Translated<typeof english> = {
  'audit.title': '审计',
  'audit.lead': '谁修改了什么。“验证”可发现此列表的任何篡改。',
  'audit.time': '时间',
  'audit.who': '操作人',
  'audit.anybody': '任何人',
  'audit.ip': '地址',
  'audit.action': '操作',
  'audit.actionHint': 'rule.add、secret.change …',
  'audit.target': '对象',
  'audit.from': '从',
  'audit.to': '到',
  'audit.show': '查看变更',
  'audit.change': '{{action}} {{target}}',
  'audit.nothing': '此操作没有内容。',
  'audit.empty': '还没有任何变更',
  'audit.emptyLead': '规则、脚本、密钥、用户和运行的每次变更都会列在这里。',

  'audit.verify': '验证',
  'audit.notVerified': '无法验证日志',
  'audit.intact': '未被篡改',
  'audit.intactLead': '已检查 {{checked}} 条记录，均与写入时一致。',
  'audit.broken': '记录被篡改',
  'audit.brokenLead': '{{checked}} 条记录中有 {{broken}} 条与写入时不一致，或其之前的记录缺失。其编号：',
};
