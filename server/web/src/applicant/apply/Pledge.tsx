import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ask } from '../../api/client';
import type { components } from '../../api/schema';
import { useLanguage, useSay, useWords } from '../../language/language';
import { limitSaid } from '../data/limits';
import type { Application } from '../data/queries';
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import { OnesWord } from './OnesWord';
import { words } from './words';

type Item = Application['items'][number];
type Commitment = components['schemas']['CommitmentView'];

/** Items that may be had on one's word (告知承诺): the result first, the check behind it. */
export function Pledges({ application }: { application: Application }) {
  return application.items.map((item) =>
    item.commitment == null ? null : (
      <Pledge key={item.id} application={application.id} item={item} commitment={item.commitment} />
    ),
  );
}

function Pledge({
  application,
  item,
  commitment,
}: {
  application: string;
  item: Item;
  commitment: Commitment;
}) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const queries = useQueryClient();
  const [open, set] = useState(false);
  const commit = useMutation({
    mutationFn: () =>
      ask(
        api.POST('/api/v1/applications/{id}/commitment', {
          params: {
            path: { id: application },
            header: { 'Idempotency-Key': `commit-${application}-${item.id}` },
          },
          body: { item: item.id },
        }),
      ),
    onSuccess: () => set(false),
    onSettled: () => queries.invalidateQueries({ queryKey: ['application', application] }),
  });
  const title = told(item.title);
  const then = commitment.then.map(told).join(say.pledgeAnd);
  const about = say.pledgeAbout(limitSaid(commitment.limit, language), then);
  if (commitment.given) {
    return (
      <Notice kind="success" title={say.pledged(title)}>
        <p>{about}</p>
      </Notice>
    );
  }
  return (
    <Notice kind="info" title={say.pledge(title)}>
      <p>{about}</p>
      <div className="actions">
        <Button kind="second" onClick={() => set(true)}>
          {say.pledgeGo}
          <span className="sr-only"> {title}</span>
        </Button>
      </div>
      <OnesWord id={`pledge-${item.id}`} open={open} close={() => set(false)} give={commit}>
        <p>{say.pledgeText(title, told(item.department_title))}</p>
        <p>{about}</p>
      </OnesWord>
    </Notice>
  );
}
