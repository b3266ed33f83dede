import type { Viewed } from '../view';

export default function Compare({ scenario }: Viewed) {
  return <p>{scenario.id}</p>;
}
