import type { frame as english } from '../en/frame.ts';
import type { Translated } from '../translated.ts';

export const frame: Translated<typeof english> = {
  'frame.skip': '跳到内容',
  'frame.main': '主导航',
  'frame.menu': '菜单',
  'frame.account': '账户',
  'frame.profile': '个人资料',
  'frame.language': '语言',
  'frame.theme': '主题',
  'frame.theme.light': '浅色',
  'frame.theme.dark': '深色',
  'frame.theme.auto': '跟随系统',
  'frame.signOut': '退出登录',
  'frame.home': 'Stepgate，回到首页',
  'nav.administration': '管理',

  'signIn.title': '登录',
  'signIn.lead': '登录到您的网关。',
  'signIn.username': '用户名',
  'signIn.password': '密码',
  'signIn.submit': '登录',
  'signIn.forgot': '忘记密码？在网关所在的机器上运行：',

  'expired.title': '会话已过期',
  'expired.lead': '请输入 {{name}} 的密码以继续。本页内容不会丢失。',

  'search.label': '搜索',
  'search.found': '搜索结果',
  'search.placeholder': 'Trx、日志 ID、规则或脚本',
  'search.runs': '运行',
  'search.rules': '规则',
  'search.scripts': '脚本',
  'search.nothing': '没有名为“{{text}}”的内容',
  'search.tooLong': '名称的一部分最多 {{most}} 个字符',
  'search.openRun': '运行 {{trx}}',
  'search.openLog': '日志 ID 为 {{id}} 的运行',

  'notFound.title': '没有这个页面',
  'notFound.lead': '地址 {{path}} 不存在。可能输入有误，或来自其他版本。',
  'notFound.home': '回到首页',
  'forbidden.title': '您的角色无权访问',
  'forbidden.lead': '此页面需要角色“{{needed}}”，而您是“{{role}}”。',

  'role.viewer': '查看者',
  'role.operator': '操作员',
  'role.developer': '开发者',
  'role.admin': '管理员',
};
