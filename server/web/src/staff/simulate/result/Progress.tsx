import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Progress as Bar } from 'antd';
import { api, ask } from '../../../api/client';
import { length, number } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import { Failure } from '../../frame/State';
import { kindOf, type Run } from '../outcome';
import { words } from './words';

/** Stops a run. */
export function useCancel() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => ask(api.DELETE('/api/v1/simulations/{id}', { params: { path: { id } } })),
    onSettled: async (_, __, id) => {
      await queries.invalidateQueries({ queryKey: ['simulation', id] });
      await queries.invalidateQueries({ queryKey: ['simulations'] });
    },
  });
}

/** How long what is left takes, in milliseconds; none while nothing is known. */
export function leftOf(run: Run): number | undefined {
  return run.per_second == null || run.per_second <= 0
    ? undefined
    : ((run.total - run.done) / run.per_second) * 1000;
}

/** How far a run is, how fast, how long it still takes; and how to stop it. */
export function Progress({ run }: { run: Run }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const cancel = useCancel();
  const left = leftOf(run);
  const percent = Math.min(100, Math.floor((run.done / Math.max(1, run.total)) * 100));
  return (
    <section className="card" aria-label={say.progress}>
      <Bar percent={percent} status="active" aria-label={say.progress} />
      <div className="sim-progress">
        <span>
          {run.status === 'queued'
            ? say.waiting
            : run.done === 0 && kindOf(run) === 'staffing'
              ? say.pilot
              : say.played(number(run.done, language), number(run.total, language))}
        </span>
        {run.per_second == null ? null : <span>{say.rate(number(run.per_second, language))}</span>}
        {left === undefined ? null : <span>{say.left(length(left, language))}</span>}
        <Button size="small" danger loading={cancel.isPending} onClick={() => cancel.mutate(run.id)}>
          {cancel.isPending ? say.cancelling : say.cancel}
        </Button>
      </div>
      {cancel.error ? <Failure error={cancel.error} /> : null}
    </section>
  );
}
