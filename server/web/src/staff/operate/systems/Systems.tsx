export default function Systems() {
  return null;
}
