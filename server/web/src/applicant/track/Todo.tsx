import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import { number } from '../../language/format';
import { useLanguage, useWords } from '../../language/language';
import { pathOf } from '../apply/Apply';
import { sorted, useSorted } from '../apply/asked';
import { Pledges } from '../apply/Pledge';
import { markedGraphOf, type Application } from '../data/queries';
import { Button, ButtonLink } from '../parts/Button';
import { Failure } from '../parts/Loaded';
import { Notice } from '../parts/Notice';
import { Pay } from './Pay';
import { words } from './words';

/** What waits for the applicant, each with the way to do it; nothing where nothing does. */
export function Todo({ application }: { application: Application }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const { id } = application;
  const asked = useSorted(id);
  if (application.closed_at) return null;
  if (application.status === 'draft') {
    return (
      <Notice kind="info" title={say.isDraft}>
        <div className="actions">
          <ButtonLink to={pathOf(application.scenario, 'details', { application: id })}>
            {say.goOn}
          </ButtonLink>
        </div>
      </Notice>
    );
  }
  const { fields, papers, wanted, adds, promised } = asked.data ?? sorted([]);
  return (
    <>
      {fields.length + papers.length > 0 ? (
        <Notice kind="warning" title={say.formTodo}>
          <div className="actions">
            <ButtonLink to={pathOf(application.scenario, 'details', { application: id })}>
              {say.goOn}
            </ButtonLink>
          </div>
        </Notice>
      ) : null}
      {wanted.length > 0 ? (
        <Notice kind="warning" title={(adds ? say.addTodo : say.mendTodo)(number(wanted.length, language))}>
          <div className="actions">
            <ButtonLink to={`/track/${id}?do=mend`}>{adds ? say.addGo : say.mendGo}</ButtonLink>
          </div>
        </Notice>
      ) : null}
      <Pledges application={application} />
      {application.fees_due ? <Pay application={application} due={application.fees_due} /> : null}
      <Collect application={application} />
      {promised.length > 0 ? (
        <Notice kind="info" title={say.laterTodo(number(promised.length, language))}>
          <div className="actions">
            <ButtonLink to={`/track/${id}?do=later`} kind="second">
              {say.laterGo}
            </ButtonLink>
          </div>
        </Notice>
      ) : null}
    </>
  );
}

/** Results to be collected at an office, where they are not sent. */
function Collect({ application }: { application: Application }) {
  const say = useWords(words);
  const queries = useQueryClient();
  const graph = useQuery(markedGraphOf(application.id));
  const collect = useMutation({
    mutationFn: (step: string) =>
      ask(
        api.POST('/api/v1/applications/{id}/collect', {
          params: { path: { id: application.id } },
          body: { step },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['application', application.id] }),
  });
  const open = new Set(application.marking.filter((mark) => mark.phase === 'open').map((mark) => mark.step));
  const step = graph.data?.graph.nodes.find((node) => node.kind === 'collect' && open.has(node.id));
  if (step === undefined) return null;
  return (
    <Notice kind="warning" title={say.collect}>
      {collect.error ? <Failure error={collect.error} /> : null}
      <div className="actions">
        <Button busy={collect.isPending} onClick={() => collect.mutate(step.id)}>
          {say.collectGo}
        </Button>
      </div>
    </Notice>
  );
}
