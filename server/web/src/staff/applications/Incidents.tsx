import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, App, Button } from 'antd';
import { Link } from 'react-router';
import { api, ask } from '../../api/client';
import { useSay, useWords } from '../../language/language';
import { Failure } from '../frame/State';
import type { Incident } from '../operate/incidents/data';
import { words } from './runWords';

/** Open incidents of an application, for those who see them. */
export function useIncidents(application: string, on: boolean) {
  return useQuery({
    queryKey: ['application', application, 'incidents'],
    enabled: on,
    queryFn: async () =>
      (await ask(api.GET('/api/v1/incidents', { params: { query: { application, limit: 200 } } }))).items,
  });
}

/** What stands still until a person acts, and trying it again. */
export function Incidents({
  incidents,
  mayRetry,
  reread,
}: {
  incidents: readonly Incident[];
  mayRetry: boolean;
  reread: () => void;
}) {
  const say = useWords(words);
  const told = useSay();
  const { message } = App.useApp();
  const retry = useMutation({
    mutationFn: (id: string) => ask(api.POST('/api/v1/incidents/{id}/retry', { params: { path: { id } } })),
    onSuccess: ({ outcome }) => {
      if (outcome === 'mended') void message.success(say.mended);
      else if (outcome === 'trying') void message.info(say.trying);
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
          description={`${say.incidentAt(told(incident.step_title))} ${say.cause[incident.cause] ?? incident.cause}`}
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
