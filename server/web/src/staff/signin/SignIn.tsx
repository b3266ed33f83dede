import { useQueryClient } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useLocation, useNavigate } from 'react-router';
import { isRefused } from '../../api/problem';
import { useWords } from '../../language/language';
import { useDevelopmentRoles, useMe, type Me } from '../../session/me';
import { speakAs, useSession, type Session } from '../../session/session';
import { PageHead } from '../frame/PageHead';
import { startOf } from '../frame/pages';
import { Roles } from './Roles';
import { TokenForm } from './TokenForm';
import { WhoAmI } from './WhoAmI';
import { words } from './words';
import './signin.css';

/** Says who acts in this window: by a token, or on a development server with one click. */
export default function SignIn() {
  const say = useWords(words);
  const roles = useDevelopmentRoles();
  const me = useMe();
  const session = useSession();
  const queries = useQueryClient();
  const go = useNavigate();
  const wanted = (useLocation().state as { from?: string } | null)?.from;

  const become = (next: Session) => {
    speakAs(next);
    // Nothing that one person was told is shown to another.
    queries.removeQueries({ predicate: (query) => query.queryKey[0] !== 'roles' });
  };
  const enter = (who: Pick<Me, 'role'>) => {
    if (who.role === 'applicant') window.location.assign(startOf(who.role));
    else void go(wanted ?? startOf(who.role));
  };
  const offered = roles.data?.filter((role) => role.principal.role !== 'worker') ?? [];
  const isGone = session.ended === true || (session.token !== undefined && isRefused(me.error, 401));
  const isTokened = session.token !== undefined && !isGone;
  return (
    <div className="signin">
      <PageHead title={say.title} />
      {isGone ? <Alert type="warning" showIcon role="alert" title={say.ended} /> : null}
      {isTokened && me.data ? (
        <WhoAmI me={me.data} onEnter={() => me.data && enter(me.data)} onLeave={() => become({})} />
      ) : null}
      {offered.length > 0 ? (
        <Roles
          roles={offered}
          present={isTokened || isGone ? undefined : (session.role ?? 'tester')}
          onChoose={(role) => {
            become({ role: role.said });
            enter(role.principal);
          }}
        />
      ) : null}
      {isTokened ? null : <TokenForm onKnown={(token) => become({ token })} />}
    </div>
  );
}
