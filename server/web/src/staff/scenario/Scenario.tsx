import { PageHead } from '../frame/PageHead';

export default function Scenario() {
  return <PageHead title="Scenario" />;
}
