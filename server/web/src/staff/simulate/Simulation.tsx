import { PageHead } from '../frame/PageHead';

export default function Simulation() {
  return <PageHead title="Simulation" />;
}
