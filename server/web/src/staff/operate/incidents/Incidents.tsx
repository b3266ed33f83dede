import { CheckCircleOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App } from 'antd';
import { useState } from 'react';
import { useLive } from '../../../api/live';
import { isRefused } from '../../../api/problem';
import { useWords } from '../../../language/language';
import { Loaded } from '../../frame/State';
import { More } from '../More';
import type { TabProps } from '../Operate';
import { AnswerDialog } from './AnswerDialog';
import { INCIDENTS, mend, useIncidents, type Act, type Incident } from './data';
import { IncidentList } from './IncidentList';
import { Outcomes, type Outcome } from './Outcomes';
import { words } from './words';

interface Tried {
  incident: Incident;
  step: string;
  act: Act;
  values?: Record<string, string>;
}

/** Of what was tried, the last few stay to be read. */
const KEPT = 4;

/** Accepted work that cannot go on until somebody acts, and what truly came of acting. */
export default function Incidents({ mayAct }: TabProps) {
  const say = useWords(words);
  const { modal } = App.useApp();
  const incidents = useIncidents();
  const queries = useQueryClient();
  const [outcomes, setOutcomes] = useState<Outcome[]>([]);
  const [answering, answer] = useState<{ incident: Incident; step: string }>();
  useLive('/api/v1/events', () => void queries.invalidateQueries({ queryKey: INCIDENTS }));

  const trying = useMutation({
    mutationFn: ({ incident, act, values }: Tried) => mend(incident.id, act, values ?? {}),
    onSettled: (mended, error, { incident, act, step }) => {
      const told: Outcome = { incident, act, step, outcome: mended?.outcome, error, key: Date.now() };
      // Wrong values are told in the dialog, where they can be put right.
      if (!(act === 'answer' && isRefused(error, 422))) {
        setOutcomes((before) => [told, ...before].slice(0, KEPT));
        answer(undefined);
      }
      void queries.invalidateQueries({ queryKey: INCIDENTS });
      void queries.invalidateQueries({ queryKey: ['operate', 'waiting', incident.application] });
    },
  });

  const act = (incident: Incident, step: string, how: Act) => {
    trying.reset();
    if (how === 'answer') answer({ incident, step });
    else if (how === 'retry') trying.mutate({ incident, step, act: how });
    else {
      modal.confirm({
        title: say.fallbackTitle,
        content: say.fallbackAbout,
        okText: say.fallbackGo,
        onOk: () => trying.mutateAsync({ incident, step, act: how }).catch(() => undefined),
      });
    }
  };

  return (
    <>
      <Outcomes all={outcomes} open={incidents.data} />
      <section className="operate-panel" aria-labelledby="incidents">
        <header>
          <div>
            <h2 id="incidents">{say.title}</h2>
            <p>{say.about}</p>
          </div>
        </header>
        {mayAct ? null : <Alert type="info" showIcon title={say.auditor} />}
        <Loaded of={incidents}>
          {(all) =>
            all.length === 0 ? (
              <div className="operate-empty">
                <CheckCircleOutlined aria-hidden />
                <strong>{say.none}</strong>
                {say.noneAbout}
              </div>
            ) : (
              <IncidentList
                all={all}
                busy={trying.isPending ? trying.variables.incident.id : undefined}
                onAct={mayAct ? act : undefined}
              />
            )
          }
        </Loaded>
        <More of={incidents} />
      </section>
      {answering ? (
        <AnswerDialog
          {...answering}
          error={trying.error}
          isBusy={trying.isPending}
          onClose={() => answer(undefined)}
          onAnswer={(values) => trying.mutate({ ...answering, act: 'answer', values })}
        />
      ) : null}
    </>
  );
}
