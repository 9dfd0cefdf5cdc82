/** Wire types of a field of a protobuf message: a varint, or bytes after their length. */
const [VARINT, BYTES] = [0, 2];
const GRAPH = 7;

/** Wire types of the fields of ModelProto in onnx.proto, by number. */
const FIELDS = new Map([
  ...[1, 5].map((number) => [number, VARINT] as const),
  ...[2, 3, 4, 6, GRAPH, 8, 14, 20, 25, 26].map((number) => [number, BYTES] as const),
]);

/** Tests for an ONNX model: a complete protobuf message with the fields of ModelProto. */
export function isOnnx(bytes: Uint8Array): boolean {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    return NaN;
  };
  let hasGraph = false;
  while (at < bytes.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    if (FIELDS.get(number) !== tag % 8) return false;
    const value = varint();
    if (tag % 8 === BYTES) at += value;
    if (!(at <= bytes.length) || Number.isNaN(value)) return false;
    hasGraph ||= number === GRAPH;
  }
  return hasGraph;
}
