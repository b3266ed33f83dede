import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type FormEvent, type ReactNode } from 'react';
import { isRefused } from '../../api/problem';
import { useWords } from '../../language/language';
import { useDevelopmentRoles, useMe } from '../../session/me';
import { speakAs, useSession } from '../../session/session';
import { Button } from '../parts/Button';
import { Field } from '../parts/Field';
import { Heading } from '../parts/Heading';
import { Failure, Loading } from '../parts/Loaded';
import { Notice } from '../parts/Notice';
import { words } from './words';

/** The pages, for somebody who is an applicant; on a development server everybody here is one. */
export function SignedIn({ children }: { children: ReactNode }) {
  const me = useMe();
  const roles = useDevelopmentRoles();
  const session = useSession();
  const queries = useQueryClient();
  const offered = roles.data?.find((role) => role.principal.role === 'applicant')?.said;
  const becomes =
    session.token === undefined && !session.ended && me.data?.role !== 'applicant' ? offered : undefined;
  const settled = me.data !== undefined || me.error !== null;
  useEffect(() => {
    if (becomes === undefined || !settled) return;
    speakAs({ role: becomes }, true);
    queries.removeQueries({ predicate: (query) => query.queryKey[0] !== 'roles' });
  }, [becomes, settled, queries]);
  const isGone = session.ended === true || isRefused(me.error, 401);
  if (me.data?.role === 'applicant' && !isGone) return <>{children}</>;
  if (!session.ended && (me.isPending || roles.isPending || becomes !== undefined) && !me.error)
    return <Loading />;
  if (me.error && !isRefused(me.error, 401, 403)) {
    return <Failure error={me.error} again={() => void me.refetch()} />;
  }
  return (
    <SignIn
      ended={session.ended === true || (isGone && me.data !== undefined)}
      wrongPerson={!isGone && me.data !== undefined}
      refused={session.token !== undefined && me.error !== null && me.data === undefined}
    />
  );
}

function SignIn({ ended, wrongPerson, refused }: Record<'ended' | 'wrongPerson' | 'refused', boolean>) {
  const say = useWords(words);
  const queries = useQueryClient();
  const [token, set] = useState('');
  const [empty, setEmpty] = useState(false);
  const enter = (event: FormEvent) => {
    event.preventDefault();
    setEmpty(token.trim() === '');
    if (token.trim() === '') return document.getElementById('token')?.focus();
    // Nothing that one person was told is shown to another.
    queries.clear();
    speakAs({ token: token.trim() }, true);
  };
  return (
    <form className="card narrow" onSubmit={enter} noValidate>
      <Heading>{say.signIn}</Heading>
      {ended ? <Notice kind="warning">{say.ended}</Notice> : null}
      {wrongPerson ? <Notice kind="warning">{say.notApplicant}</Notice> : null}
      <p>{say.signInAbout}</p>
      <Field
        id="token"
        type="password"
        autoComplete="off"
        label={say.token}
        value={token}
        onChange={set}
        error={empty ? say.tokenNeeded : refused ? say.tokenWrong : undefined}
      />
      <Button type="submit">{say.enter}</Button>
    </form>
  );
}
