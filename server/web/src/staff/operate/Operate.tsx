import { PageHead } from '../frame/PageHead';

export default function Operate() {
  return <PageHead title="Operate" />;
}
