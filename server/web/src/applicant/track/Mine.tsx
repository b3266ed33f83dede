import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api, ask } from '../../api/client';
import { moment, number } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import { numberOf } from '../data/number';
import { useScenarios } from '../data/queries';
import { Button, ButtonLink } from '../parts/Button';
import { Heading } from '../parts/Heading';
import { Loaded } from '../parts/Loaded';
import { Tag } from '../parts/Tag';
import { words } from './words';
import './track.css';

const ENDED = ['approved', 'refused', 'not_accepted', 'withdrawn', 'terminated'];
const A_PAGE = 20;

/** All that somebody has applied for: what is open first. */
export default function Mine() {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const scenarios = useScenarios();
  const titles = new Map(scenarios.data?.map((one) => [one.id, one.title]));
  const pages = useInfiniteQuery({
    queryKey: ['applications'],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET('/api/v1/applications', {
          params: { query: { limit: A_PAGE, ...(pageParam === '' ? {} : { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  return (
    <div className="column">
      <Heading>{say.mine}</Heading>
      <Loaded of={pages}>
        {({ pages: all }) => {
          const items = all.flatMap((page) => page.items);
          if (items.length === 0) {
            return (
              <div className="card">
                <p>{say.none}</p>
                <div className="actions">
                  <ButtonLink to="/apply">{say.begin}</ButtonLink>
                </div>
              </div>
            );
          }
          return (
            <>
              <p className="lead">{say.mineAbout}</p>
              <ul className="cases">
                {items.map((one) => {
                  const title = titles.get(one.scenario);
                  const ended = one.items.filter((item) => ENDED.includes(item.status)).length;
                  return (
                    <li key={one.id} className="thing case-entry">
                      <h2>
                        <Link to={`/track/${one.id}`}>{title ? told(title) : one.scenario}</Link>
                      </h2>
                      <p>
                        <Tag status={one.status}>{say.status[one.status] ?? one.status}</Tag>{' '}
                        {one.items.some((item) => item.overdue) ? (
                          <span className="late">{say.late}</span>
                        ) : null}
                      </p>
                      <p className="small">
                        {say.number} <code>{numberOf(one)}</code>
                        <br />
                        {say.itemsDone(number(ended, language), number(one.items.length, language))}
                        <br />
                        {say.changed(moment(one.changed_at, language))}
                      </p>
                    </li>
                  );
                })}
              </ul>
              {pages.hasNextPage ? (
                <div className="actions">
                  <Button
                    kind="second"
                    busy={pages.isFetchingNextPage}
                    onClick={() => void pages.fetchNextPage()}
                  >
                    {say.more}
                  </Button>
                </div>
              ) : null}
            </>
          );
        }}
      </Loaded>
    </div>
  );
}
