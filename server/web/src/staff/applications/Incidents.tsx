import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, App, Button } from 'antd';
import { Link } from 'react-router';
import { api, ask } from '../../api/client';
import { useWords } from '../../language/language';
import { Failure } from '../frame/State';
import { words } from './runWords';
import type { Sentences } from './sentences';

/** Open incidents of an application, for those who see them. */
export function useIncidents(application: string, on: boolean) {
  return useQuery({
    queryKey: ['application', application, 'incidents'],
    enabled: on,
    queryFn: async () =>
      (await ask(api.GET('/api/v1/incidents', { params: { query: { limit: 200 } } }))).items.filter(
        (incident) => incident.application === application,
      ),
  });
}

/** What stands still until a person acts, and trying it again. */
export function Incidents({
  incidents,
  mayRetry,
  sentences,
  reread,
}: {
  incidents: readonly { id: string; step: string; cause: string }[];
  mayRetry: boolean;
  sentences: Sentences;
  reread: () => void;
}) {
  const say = useWords(words);
  const { message } = App.useApp();
  const retry = useMutation({
    mutationFn: (id: string) => ask(api.POST('/api/v1/incidents/{id}/retry', { params: { path: { id } } })),
    onSuccess: ({ mended }) => {
      if (mended) void message.success(say.mended);
      else void message.warning(say.notMended);
      reread();
    },
  });
  if (incidents.length === 0) return null;
  return (
    <div className="incidents">
      {incidents.map((incident) => (
        <Alert
          key={incident.id}
          type="warning"
          showIcon
          role="alert"
          title={say.incident}
          description={`${say.incidentAt(sentences.step(incident.step) || incident.step)} ${say.cause[incident.cause] ?? incident.cause}`}
          action={
            mayRetry ? (
              <span className="incident-ways">
                <Button
                  type="primary"
                  loading={retry.isPending && retry.variables === incident.id}
                  onClick={() => retry.mutate(incident.id)}
                >
                  {say.retry}
                </Button>
                <Link to="/operate/incidents">{say.otherWays}</Link>
              </span>
            ) : undefined
          }
        />
      ))}
      {retry.error ? <Failure error={retry.error} /> : null}
    </div>
  );
}
