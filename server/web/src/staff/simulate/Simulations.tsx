import { PageHead } from '../frame/PageHead';

export default function Simulations() {
  return <PageHead title="Simulations" />;
}
