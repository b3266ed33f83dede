import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import { Loaded } from '../frame/State';

/** One screen: the library and what is under way. */
export default function Overview() {
  const scenarios = useQuery({ queryKey: ['scenarios'], queryFn: () => ask(api.GET('/api/v1/scenarios')) });
  return <Loaded of={scenarios}>{(page) => <pre>{JSON.stringify(page, null, 1)}</pre>}</Loaded>;
}
