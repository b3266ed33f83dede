import { Button } from 'antd';
import { day, moment } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import { useDepartmentName } from '../names';
import { Rows, type Column } from '../../frame/Rows';
import { words as shared } from '../words';
import { standing, type Token, type TokenStanding } from './data';
import { words } from './words';

const TONES: Record<TokenStanding, string> = { valid: 'good', revoked: 'bad', expired: 'mind' };

export function TokenList({
  all,
  onRevoke,
}: {
  all: Token[];
  onRevoke: ((token: Token) => void) | undefined;
}) {
  const say = useWords(words);
  const sayAll = useWords(shared);
  const { language } = useLanguage();
  const department = useDepartmentName();
  const now = Date.now();
  const columns: Column<Token>[] = [
    {
      title: say.holder,
      cell: ({ principal }) => (
        <>
          <strong>{principal.name}</strong>
          <small>
            <code>{principal.id}</code>
          </small>
        </>
      ),
    },
    {
      title: say.role,
      cell: ({ principal }) => (
        <>
          {say.roles[principal.role as keyof typeof say.roles] ?? principal.role}
          {principal.department ? <small>{department(principal.department)}</small> : null}
          {principal.system ? (
            <small>
              <code>{principal.system}</code>
            </small>
          ) : null}
        </>
      ),
    },
    { title: say.label, cell: (token) => token.label || '–' },
    { title: say.created, cell: (token) => day(token.created_at, language) },
    {
      title: say.used,
      cell: (token) => (token.used_at ? moment(token.used_at, language) : say.neverUsed),
    },
    {
      title: say.expires,
      cell: (token) => (token.expires_at ? moment(token.expires_at, language) : say.noExpiry),
    },
    {
      title: say.standing,
      cell: (token) => {
        const stands = standing(token, now);
        return <span className={`operate-tag ${TONES[stands]}`}>{say.standings[stands]}</span>;
      },
    },
  ];
  if (onRevoke) {
    columns.push({
      title: sayAll.actions,
      kind: 'actions',
      cell: (token) =>
        token.revoked_at == null ? (
          <Button
            size="small"
            danger
            aria-label={`${say.revoke}: ${token.principal.name}`}
            onClick={() => onRevoke(token)}
          >
            {say.revoke}
          </Button>
        ) : null,
    });
  }
  return <Rows label={say.title} columns={columns} rows={all} name={(token) => token.id} />;
}
