/**
 * Writes networks as ONNX files.
 *
 * @see https://github.com/onnx/onnx/blob/v1.18.0/onnx/onnx.proto
 *
 * @module
 */

/** Encoded fields of Protocol Buffers. */
export type Bytes = Uint8Array;

const FLOAT = 1;

/** Graph with one input and one output, both in float32. */
export class OnnxGraph {
  readonly #nodes: Bytes[] = [];
  readonly #tensors: Bytes[] = [];

  /** Adds a node. @returns the name of its output */
  node(type: string, inputs: readonly string[], attributes: readonly Bytes[] = []): string {
    const output = `${type}${this.#nodes.length}`;
    this.#nodes.push(field(
      1,
      ...inputs.map((name) => text(1, name)),
      ...[text(2, output), text(4, type)],
      ...attributes.map((attribute) => field(5, attribute)),
    ));
    return output;
  }

  /** Adds a constant. @returns its name */
  tensor(shape: readonly number[], values: Float32Array): string {
    const name = `tensor${this.#tensors.length}`;
    const { buffer, byteOffset, byteLength } = values;
    this.#tensors.push(field(
      5,
      ...shape.map((size) => number(1, size)),
      ...[number(2, FLOAT), text(8, name)],
      field(9, new Uint8Array(buffer, byteOffset, byteLength)),
    ));
    return name;
  }

  /** The file. Sizes that are names may have any value. */
  file(
    input: readonly [name: string, shape: readonly (number | string)[]],
    output: readonly [name: string, shape: readonly (number | string)[]],
  ): Bytes {
    const graph = field(
      7,
      ...this.#nodes,
      text(2, "network"),
      ...this.#tensors,
      field(11, ...valueInfo(...input)),
      field(12, ...valueInfo(...output)),
    );
    return concat([number(1, 8), field(8, number(2, 13)), graph]);
  }
}

/** Attribute with one integer. */
export function integer(name: string, value: number): Bytes {
  return concat([text(1, name), number(3, value), number(20, 2)]);
}

/** Attribute with some integers. */
export function integers(name: string, ...values: readonly number[]): Bytes {
  return concat([text(1, name), ...values.map((value) => number(8, value)), number(20, 7)]);
}

function valueInfo(name: string, shape: readonly (number | string)[]): Bytes[] {
  const dimensions = shape.map((size) =>
    field(1, typeof size === "number" ? number(1, size) : text(2, size))
  );
  return [text(1, name), field(2, field(1, number(1, FLOAT), field(2, ...dimensions)))];
}

function number(id: number, value: number): Bytes {
  return Uint8Array.from([...varint(id << 3), ...varint(value)]);
}

function field(id: number, ...parts: readonly Bytes[]): Bytes {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return concat([Uint8Array.from([...varint((id << 3) | 2), ...varint(length)]), ...parts]);
}

function text(id: number, value: string): Bytes {
  return field(id, new TextEncoder().encode(value));
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (; value >= 128; value >>>= 7) bytes.push(value & 127 | 128);
  return [...bytes, value];
}

function concat(parts: readonly Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
