import { Anchor, Group, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { Link } from 'react-router';
import { get } from '../../api/client.ts';
import type { Language } from '../../i18n/language.ts';
import type { Text } from '../../i18n/use-text.ts';
import type { Column } from '../../parts/data-table.tsx';
import { formatNumber, formatPercent } from '../../parts/format.ts';
import { ShortVersion } from '../../parts/short-version.tsx';
import { Time } from '../../parts/time.tsx';
import { ExportRule } from './export-rule.tsx';
import { MethodMark } from './method-mark.tsx';
import type { EndpointRow, FolderRow, TreeRow } from './rule-tree.ts';
import classes from './rules.module.css';
import type { Endpoint } from './use-rules.ts';
import { ruleAddress } from '../../parts/rule-address.ts';

type Row = TreeRow<Endpoint>;

/** From this share of failed runs on the rate is marked. */
const HIGH_RATE = 0.05;

const INDENT_PX = 20;

/** The columns of the tree of rules. */
export function ruleColumns(text: Text, language: Language, onFold: (path: string) => void): Column<Row>[] {
  const cell = (shown: (endpoint: Endpoint) => React.ReactNode): Column<Row>['cell'] => {
    const Cell = ({ row: { original } }: { row: { original: Row } }) =>
      original.kind === 'rule' ? shown(original.endpoint) : null;
    return Cell;
  };
  const none = <span className={classes.none}>–</span>;
  return [
    {
      id: 'path',
      header: text('rules.path'),
      cell: ({ row: { original } }) =>
        original.kind === 'folder' ? <FolderCell row={original} {...{ text, onFold }} /> : <RuleCell row={original} />,
      meta: { isWide: true, width: '260px' },
    },
    {
      id: 'version',
      header: text('rules.active'),
      cell: cell(({ active_version: active }) => <ActiveVersion version={active} text={text} />),
    },
    {
      id: 'versions',
      header: text('rules.versions'),
      cell: cell(({ versions }) => formatNumber(versions, language)),
      meta: { align: 'right' },
    },
    {
      id: 'called',
      header: text('rules.lastCall'),
      cell: cell(({ last_called_at: at }) => (at === null ? none : <Time at={at} isRelative />)),
    },
    {
      id: 'runs',
      header: text('rules.runs'),
      cell: cell(({ runs }) => (runs === null ? none : formatNumber(runs, language))),
      meta: { align: 'right' },
    },
    {
      id: 'rate',
      header: text('rules.errorRate'),
      cell: cell(({ error_rate: rate }) => (rate === null ? none : <Rate rate={rate} language={language} />)),
      meta: { align: 'right' },
    },
    {
      id: 'actions',
      header: text('table.actions'),
      cell: cell(({ method, name }) => (
        <Group justify="flex-end" my={-4}>
          <ExportRule of={`${method} ${name}`} read={() => get('/rule', { method, name })} />
        </Group>
      )),
      meta: { align: 'right' },
    },
  ];
}

function ActiveVersion({ version, text }: { readonly version: string | null; readonly text: Text }) {
  if (version === null) return <span className={classes.none}>{text('rules.notActive')}</span>;
  return <ShortVersion version={version} />;
}

function Rate({ rate, language }: { readonly rate: number; readonly language: Language }) {
  return (
    <span className={`${classes.rate} ${rate >= HIGH_RATE ? classes.high : ''}`}>{formatPercent(rate, language)}</span>
  );
}

interface FolderCellProps {
  readonly row: FolderRow;
  readonly text: Text;
  readonly onFold: (path: string) => void;
}

function FolderCell({ row: { path, label, depth, isOpen, count }, text, onFold }: FolderCellProps) {
  const Sign = isOpen ? ChevronDown : ChevronRight;
  return (
    <span className={classes.cell} style={{ paddingLeft: depth * INDENT_PX }}>
      <UnstyledButton className={classes.fold} aria-expanded={isOpen} onClick={() => onFold(path)}>
        <Sign size={14} aria-hidden />
        {label}
        <span className={classes.count}>{text('rules.count', { count })}</span>
      </UnstyledButton>
    </span>
  );
}

function RuleCell({ row: { endpoint, label, depth } }: { readonly row: EndpointRow<Endpoint> }) {
  const { method, name, desc } = endpoint;
  const full = `${method} ${name}`;
  return (
    <span className={classes.cell} style={{ paddingLeft: depth * INDENT_PX + (depth > 0 ? 2 : 0) }}>
      <Anchor component={Link} to={ruleAddress({ method, name })} className={classes.name} title={full}>
        <MethodMark method={method} />
        <span className={classes.label} aria-hidden>
          {label}
        </span>
        <VisuallyHidden>{name}</VisuallyHidden>
      </Anchor>
      {desc !== '' && (
        <span className={classes.desc} title={desc}>
          {desc}
        </span>
      )}
    </span>
  );
}
