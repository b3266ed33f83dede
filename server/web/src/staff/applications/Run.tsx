import { PageHead } from '../frame/PageHead';

export default function Run() {
  return <PageHead title="Run" />;
}
