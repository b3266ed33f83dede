export default function Store() {
  return null;
}
