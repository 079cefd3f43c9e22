import type { profile as english } from '../en/profile.ts';
import type { Translated } from '../translated.ts';

export const profile: Translated<typeof english> = {
  'profile.title': '个人资料',
  'profile.name': '用户名',
  'profile.role': '角色',
  'profile.password': '修改密码',
  'profile.passwordLead': '您的其他会话将全部结束。',
  'profile.old': '当前密码',
  'profile.new': '新密码',
  'profile.newHint': '至少 8 个字符',
  'profile.again': '再次输入新密码',
  'profile.differs': '两次输入不一致',
  'profile.submit': '修改密码',
  'profile.changed': '密码已修改',
};
