import { UserOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Dropdown } from 'antd';
import { useNavigate } from 'react-router';
import { useSay, useWords } from '../../language/language';
import { useDevelopmentRoles, useMe } from '../../session/me';
import { speakAs, useSession } from '../../session/session';
import { words } from './words';

/** Who acts in this window; on a development server another role is one click away. */
export function Who() {
  const say = useWords(words);
  const told = useSay();
  const me = useMe();
  const roles = useDevelopmentRoles();
  const session = useSession();
  const queries = useQueryClient();
  const go = useNavigate();
  const worked = roles.data?.filter((role) => role.principal.role !== 'worker') ?? [];
  if (worked.length === 0) {
    return (
      <Button type="text" icon={<UserOutlined />} onClick={() => void go('/sign-in')}>
        {me.data?.name ?? say.signIn}
      </Button>
    );
  }
  const now =
    session.token === undefined && !session.ended
      ? worked.find((role) => role.said === (session.role ?? 'tester'))
      : undefined;
  const become = (said: string) => {
    speakAs({ role: said });
    // Nothing that one person was told is shown to another.
    queries.clear();
    if (said.startsWith('applicant')) window.location.assign('/apply');
  };
  const who = now ? told(now.title) : me.error ? undefined : me.data?.name;
  const item = (role: (typeof worked)[number]) => ({ key: role.said, label: told(role.title) });
  const clerks = worked.filter((role) => role.principal.role === 'clerk');
  const others = worked.filter((role) => role.principal.role !== 'clerk');
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectedKeys: now ? [now.said] : [],
        onClick: ({ key }) => become(key),
        items: [
          { type: 'group', key: 'warning', label: say.development },
          ...others.map(item),
          { type: 'divider' },
          { type: 'group', key: 'clerks', label: say.clerk, children: clerks.map(item) },
        ],
        style: { maxHeight: '70vh', overflow: 'auto', maxWidth: 320 },
      }}
    >
      <Button
        icon={<UserOutlined />}
        aria-label={who === undefined ? say.signIn : `${say.actAs}: ${who}. ${say.change}`}
      >
        <span className="frame-who">{who ?? say.signIn}</span>
      </Button>
    </Dropdown>
  );
}
