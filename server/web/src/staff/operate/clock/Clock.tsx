import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert } from 'antd';
import { api, ask } from '../../../api/client';
import type { components } from '../../../api/schema';
import { moment, number, relative } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import { Failure, Loaded } from '../../frame/State';
import type { TabProps } from '../Operate';
import { Advance } from './Advance';
import { words } from './words';

/** What time the server has; a sandbox's goes on when a tester says so. */
export default function Clock({ mayAct }: TabProps) {
  const say = useWords(words);
  const { language } = useLanguage();
  const queries = useQueryClient();
  const clock = useQuery({
    queryKey: ['operate', 'clock', 'shown'],
    queryFn: () => ask(api.GET('/api/v1/clock')),
    refetchInterval: 5_000,
  });
  const advance = useMutation({
    mutationFn: (body: components['schemas']['AdvanceRequest']) =>
      ask(api.POST('/api/v1/clock/advance', { body })),
    // Everything may have changed meanwhile.
    onSettled: () => void queries.invalidateQueries(),
  });
  return (
    <section className="operate-panel" aria-labelledby="clock">
      <Loaded of={clock}>
        {({ kind, now, next_due: next }) => (
          <>
            <header>
              <div>
                <h2 id="clock">{say.title}</h2>
                <p>{kind === 'sandbox' ? say.sandbox : say.real}</p>
              </div>
            </header>
            <dl className="operate-facts">
              <div>
                <dt>{say.now}</dt>
                <dd>
                  <strong>{moment(now, language)}</strong>
                </dd>
              </div>
              <div>
                <dt>{say.next}</dt>
                <dd>
                  {next ? (
                    <>
                      <strong>{moment(next, language)}</strong>
                      <small>{relative(next, now, language)}</small>
                    </>
                  ) : (
                    say.nothingDue
                  )}
                </dd>
              </div>
            </dl>
            {kind === 'sandbox' && !mayAct ? <p className="operate-soft">{say.watching}</p> : null}
            {kind === 'sandbox' && mayAct ? (
              <Advance
                now={now}
                hasNext={next != null}
                isBusy={advance.isPending}
                onAdvance={(how) => advance.mutate(how)}
              />
            ) : null}
          </>
        )}
      </Loaded>
      <div role="status">
        {advance.error ? <Failure error={advance.error} /> : null}
        {advance.data && !advance.isPending ? (
          <Alert
            showIcon
            type={advance.data.reached ? 'success' : 'warning'}
            title={say.came(moment(advance.data.now, language))}
            description={
              <>
                {advance.data.stops > 0 ? say.stops(number(advance.data.stops, language)) : say.noStops}
                {advance.data.reached ? null : ` ${say.short}`}
              </>
            }
          />
        ) : null}
      </div>
    </section>
  );
}
