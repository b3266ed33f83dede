import { PageHead } from '../frame/PageHead';

export default function Designer() {
  return <PageHead title="Designer" />;
}
