import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ask } from '../../api/client';
import { useSay, useWords } from '../../language/language';
import type { Application } from '../data/queries';
import { Button } from '../parts/Button';
import { Choice } from '../parts/Choice';
import { Dialog } from '../parts/Dialog';
import { Failure } from '../parts/Loaded';
import { words } from './words';

const ALL = '';
const ENDED = ['approved', 'refused', 'not_accepted', 'withdrawn', 'terminated'];

/** Taking back the application or one item of it, after one has been asked. */
export function Withdraw({ application }: { application: Application }) {
  const say = useWords(words);
  const told = useSay();
  const queries = useQueryClient();
  const [open, set] = useState(false);
  const [what, choose] = useState(ALL);
  const { id } = application;
  const withdraw = useMutation({
    mutationFn: () =>
      ask(
        api.POST('/api/v1/applications/{id}/withdraw', {
          params: { path: { id } },
          body: what === ALL ? {} : { item: what },
        }),
      ),
    onSuccess: () => set(false),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['applications'] });
      return queries.invalidateQueries({ queryKey: ['application', id] });
    },
  });
  if (application.closed_at) return null;
  const isDraft = application.status === 'draft';
  const items = application.items.filter((item) => !ENDED.includes(item.status));
  return (
    <div className="actions no-print">
      <Button kind="danger" onClick={() => set(true)}>
        {isDraft ? say.drop : say.withdraw}
      </Button>
      <Dialog title={say.withdrawTitle} open={open} close={() => set(false)}>
        <p>{say.withdrawAbout}</p>
        {isDraft || items.length < 2 ? null : (
          <Choice
            id="withdraw-what"
            label={say.withdrawWhat}
            options={[
              { value: ALL, label: say.withdrawAll },
              ...items.map((item) => ({ value: item.id, label: say.withdrawOne(told(item.title)) })),
            ]}
            value={[what]}
            onChange={([one]) => choose(one ?? ALL)}
          />
        )}
        {withdraw.error ? <Failure error={withdraw.error} /> : null}
        <div className="actions">
          <Button kind="danger" busy={withdraw.isPending} onClick={() => withdraw.mutate()}>
            {say.withdrawYes}
          </Button>
          <Button kind="quiet" onClick={() => set(false)}>
            {say.cancel}
          </Button>
        </div>
      </Dialog>
    </div>
  );
}
