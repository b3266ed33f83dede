import { LockOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect } from 'react';
import { Link, useLocation } from 'react-router';
import { useWords } from '../../language/language';
import { useMe, type Role } from '../../session/me';
import { words as signin } from '../signin/words';
import { startOf } from './pages';
import { words } from './words';

/** A page that the present role does not see: who does, and where to go from here. */
export function NotYours({ page, roles }: { page: string; roles: readonly Role[] }) {
  const say = useWords(words);
  const { roles: titles } = useWords(signin);
  const me = useMe();
  const { pathname } = useLocation();
  const role = me.data?.role as Role | undefined;
  const start = startOf(role);
  useEffect(() => {
    document.title = `${page} · ${say.product}`;
  }, [page, say.product]);
  return (
    <section className="not-yours" role="status">
      <LockOutlined aria-hidden />
      <h1>{say.notYours(role === undefined ? '' : titles[role].title, page)}</h1>
      <p>{say.whoSees(roles.map((one) => titles[one].title).join(say.listed))}</p>
      <div>
        {role === 'applicant' ? (
          <Button type="primary" href={start}>
            {say.toStart}
          </Button>
        ) : (
          <Link to={start}>
            <Button type="primary">{say.toStart}</Button>
          </Link>
        )}
        <Link to="/sign-in" state={{ from: pathname }}>
          <Button>{say.change}</Button>
        </Link>
      </div>
    </section>
  );
}
