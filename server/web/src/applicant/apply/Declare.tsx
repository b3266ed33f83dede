import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useSay, useWords } from '../../language/language';
import type { AskedFact } from '../data/queries';
import { Button } from '../parts/Button';
import { Tick } from '../parts/Choice';
import { Dialog } from '../parts/Dialog';
import { Failure } from '../parts/Loaded';
import { controlOf } from './asked';
import { useHanding } from './saving';
import { words } from './words';

/** A declaration (告知承诺) in place of a paper: what is declared, what follows if it is not so, and one's word. */
export function Declare({ application, fact }: { application: string; fact: AskedFact }) {
  const say = useWords(words);
  const told = useSay();
  const hand = useHanding(application);
  const [open, set] = useState(false);
  const [given, give] = useState(false);
  const [missing, setMissing] = useState(false);
  const declare = useMutation({
    mutationFn: () => hand('save', { declared: [fact.id] }),
    onSuccess: () => set(false),
  });
  const title = told(fact.title);
  return (
    <div className="paper-later">
      <Button kind="quiet" onClick={() => set(true)}>
        {say.declare}
      </Button>
      {/* A paper that a system was to supply is wanted; one that the plan has declared is not. */}
      <p className="small">{fact.state === 'wanted' ? say.declareAbout : say.declareByPlan}</p>
      <Dialog title={say.declareTitle} open={open} close={() => set(false)}>
        <p>{say.declareText(title)}</p>
        <p>{say.declareFollows}</p>
        <Tick
          id={`declare-${controlOf(fact.id)}`}
          label={say.declareWord}
          checked={given}
          onChange={give}
          error={missing && !given ? say.declareNeeded : undefined}
        />
        {declare.error ? <Failure error={declare.error} /> : null}
        <div className="actions">
          <Button
            busy={declare.isPending}
            onClick={() => {
              setMissing(!given);
              if (given) declare.mutate();
              else document.getElementById(`declare-${controlOf(fact.id)}`)?.focus();
            }}
          >
            {say.declareSend}
          </Button>
          <Button kind="quiet" onClick={() => set(false)}>
            {say.declareNot}
          </Button>
        </div>
      </Dialog>
    </div>
  );
}
