import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { api, ask } from '../../api/client';
import { moment } from '../../language/format';
import { useLanguage, useWords } from '../../language/language';
import { Failure } from '../frame/State';
import { useClock } from '../tasks/clock';
import { words } from './runWords';

const SPANS = ['10min', '1h', '1d', '7d'] as const;

/** Lets a sandbox's time go on. */
export function ClockTool({ reread }: { reread: () => void }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const clock = useClock();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const advance = useMutation({
    mutationFn: (by: string | undefined) =>
      ask(api.POST('/api/v1/clock/advance', { body: by === undefined ? { next: true } : { by } })),
    onSuccess: (done) => {
      void message.success(
        done.reached ? say.advanced(moment(done.now, language), done.stops) : say.notReached,
      );
      void queries.invalidateQueries({ queryKey: ['clock'] });
      reread();
    },
  });
  return (
    <section className="card tool" aria-label={say.clock}>
      <h2>{say.clock}</h2>
      {clock.data === undefined ? null : (
        <>
          <p className="tool-now">
            <strong>{moment(clock.data.now, language)}</strong>
            <span className="quiet">
              {clock.data.kind === 'real'
                ? say.clockReal
                : clock.data.next_due == null
                  ? say.noneDue
                  : say.nextDue(moment(clock.data.next_due, language))}
            </span>
          </p>
          {clock.data.kind === 'real' ? null : (
            <div className="tool-buttons">
              <Button
                type="primary"
                loading={advance.isPending}
                disabled={clock.data.next_due == null}
                onClick={() => advance.mutate(undefined)}
              >
                {say.toNext}
              </Button>
              {SPANS.map((span) => (
                <Button key={span} disabled={advance.isPending} onClick={() => advance.mutate(span)}>
                  {say.plus(say.spans[span] ?? span)}
                </Button>
              ))}
            </div>
          )}
        </>
      )}
      {advance.error ? <Failure error={advance.error} /> : null}
    </section>
  );
}
