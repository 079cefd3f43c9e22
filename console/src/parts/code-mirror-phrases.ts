import type { Language } from '../i18n/language.ts';

/** What CodeMirror says by itself. */
export const editorPhrases: Readonly<Record<Language, Record<string, string>>> = {
  en: {},
  zh: {
    Find: '查找',
    Replace: '替换',
    next: '下一个',
    previous: '上一个',
    all: '全部',
    'match case': '区分大小写',
    regexp: '正则表达式',
    'by word': '整词匹配',
    replace: '替换',
    'replace all': '全部替换',
    close: '关闭',
    Completions: '补全',
    Diagnostics: '诊断',
    'No diagnostics': '没有问题',
    'Folded lines': '已折叠的行',
    'Unfolded lines': '未折叠的行',
    unfold: '展开',
    'Fold line': '折叠',
    'Unfold line': '展开',
    'folded code': '已折叠的代码',
    'Control character': '控制字符',
    '$ unchanged lines': '$ 行未变',
  },
};
