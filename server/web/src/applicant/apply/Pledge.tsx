import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ask } from '../../api/client';
import type { components } from '../../api/schema';
import { useLanguage, useSay, useWords } from '../../language/language';
import { limitSaid } from '../data/limits';
import type { Application } from '../data/queries';
import { Button } from '../parts/Button';
import { Tick } from '../parts/Choice';
import { Dialog } from '../parts/Dialog';
import { Failure } from '../parts/Loaded';
import { Notice } from '../parts/Notice';
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
  const [open, set] = useState(false);
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
      <Dialog title={say.declareTitle} open={open} close={() => set(false)}>
        <Word application={application} item={item} about={about} close={() => set(false)} />
      </Dialog>
    </Notice>
  );
}

/** What is promised, what follows if it is not kept, and one's word. */
function Word({
  application,
  item,
  about,
  close,
}: {
  application: string;
  item: Item;
  about: string;
  close: () => void;
}) {
  const say = useWords(words);
  const told = useSay();
  const queries = useQueryClient();
  const [given, give] = useState(false);
  const [missing, setMissing] = useState(false);
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
    onSuccess: close,
    onSettled: () => queries.invalidateQueries({ queryKey: ['application', application] }),
  });
  const tick = `pledge-${item.id}`;
  return (
    <>
      <p>{say.pledgeText(told(item.title), told(item.department_title))}</p>
      <p>{about}</p>
      <p>{say.declareFollows}</p>
      <Tick
        id={tick}
        label={say.declareWord}
        checked={given}
        onChange={give}
        error={missing && !given ? say.declareNeeded : undefined}
      />
      {commit.error ? <Failure error={commit.error} /> : null}
      <div className="actions">
        <Button
          busy={commit.isPending}
          onClick={() => {
            setMissing(!given);
            if (given) commit.mutate();
            else document.getElementById(tick)?.focus();
          }}
        >
          {say.declareSend}
        </Button>
        <Button kind="quiet" onClick={close}>
          {say.declareNot}
        </Button>
      </div>
    </>
  );
}
