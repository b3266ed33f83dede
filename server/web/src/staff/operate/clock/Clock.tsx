export default function Clock() {
  return null;
}
