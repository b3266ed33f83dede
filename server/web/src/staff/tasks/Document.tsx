export default function Document({ name }: { bytes: Uint8Array; name: string }) {
  return <p>{name}</p>;
}
