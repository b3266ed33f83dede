import { CheckCircleFilled } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useRef } from 'react';
import { api, ask } from '../../api/client';
import { useSay, useWords } from '../../language/language';
import type { Me, Role } from '../../session/me';
import { words } from './words';

/** Whom the server takes this window for. */
export function WhoAmI({ me, onEnter, onLeave }: { me: Me; onEnter: () => void; onLeave: () => void }) {
  const say = useWords(words);
  const told = useSay();
  const onward = useRef<HTMLButtonElement>(null);
  useEffect(() => onward.current?.focus(), []);
  const departments = useQuery({
    queryKey: ['departments', 'of one'],
    queryFn: () => ask(api.GET('/api/v1/departments', { params: { query: { limit: 200 } } })),
    enabled: me.department != null,
  });
  const department = departments.data?.items.find((one) => one.id === me.department);
  const role = say.roles[me.role as Role];
  return (
    <section className="signin-me" aria-labelledby="signin-me">
      <div role="status">
        <h2 id="signin-me">
          <CheckCircleFilled aria-hidden /> {say.signedIn}
        </h2>
      </div>
      <dl>
        <dt>{say.name}</dt>
        <dd>{me.name}</dd>
        <dt>{say.role}</dt>
        <dd>
          {role?.title ?? me.role}
          {role ? <small>{role.about}</small> : null}
        </dd>
        {me.department ? (
          <>
            <dt>{say.department}</dt>
            <dd>{department ? told(department.title) : me.department}</dd>
            <dt>{say.posts}</dt>
            <dd>{me.posts.length > 0 ? me.posts.join('、') : say.allPosts}</dd>
          </>
        ) : null}
        <dt>{say.id}</dt>
        <dd>
          <code>{me.id}</code>
        </dd>
      </dl>
      <div className="signin-line">
        <Button ref={onward} type="primary" size="large" onClick={onEnter}>
          {say.proceed}
        </Button>
        <Button size="large" onClick={onLeave}>
          {say.leave}
        </Button>
      </div>
    </section>
  );
}
