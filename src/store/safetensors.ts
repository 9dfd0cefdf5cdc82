/** Tensor of a safetensors file. */
export interface SafeTensor {
  /** Name in the file. */
  readonly name: string;
  /** Type in the format's spelling, such as `F32`. */
  readonly dtype: string;
  /** Length of each axis; empty for a single value. */
  readonly shape: readonly number[];
  /** Reads the values, row-major. @throws {RangeError} for an unsupported type */
  values(): Float64Array;
}

/** Content of a safetensors file. */
export interface SafeTensors {
  /** Metadata: strings by key. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Tensors in the order of the file. */
  readonly tensors: readonly SafeTensor[];
}

const HEADER_AT = 8;
/** Size in bytes and reader of each type. */
const TYPES: Readonly<Record<string, [bytes: number, read: (v: DataView, at: number) => number]>> =
  {
    F64: [8, (v, at) => v.getFloat64(at, true)],
    F32: [4, (v, at) => v.getFloat32(at, true)],
    F16: [2, (v, at) => halfToNumber(v.getUint16(at, true))],
    BF16: [2, (v, at) => bfloatToNumber(v.getUint16(at, true))],
    I64: [8, (v, at) => Number(v.getBigInt64(at, true))],
    I32: [4, (v, at) => v.getInt32(at, true)],
  };

/** Tells whether bytes look like a safetensors file. */
export function isSafetensors(bytes: Uint8Array): boolean {
  return bytes.length > HEADER_AT + 1 && bytes[HEADER_AT] === 0x7b &&
    headerLength(bytes) <= bytes.length - HEADER_AT;
}

/**
 * Reads a safetensors file.
 *
 * @throws {SyntaxError} when the bytes are not in that format, or truncated
 * @see {@link https://huggingface.co/docs/safetensors safetensors}
 */
export function readSafetensors(bytes: Uint8Array): SafeTensors {
  if (!isSafetensors(bytes)) {
    throw new SyntaxError(`Reading safetensors: expected a header, received ${bytes.length} bytes`);
  }
  const start = HEADER_AT + headerLength(bytes);
  const header = parse(bytes.subarray(HEADER_AT, start));
  const { __metadata__: metadata = {}, ...entries } = header;
  const data = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.length - start);
  const tensors = Object.entries(entries).map(([name, entry]) => tensor(name, entry, data));
  return { metadata: metadata as Record<string, string>, tensors };
}

function headerLength(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Number(view.getBigUint64(0, true));
}

function parse(header: Uint8Array): Record<string, unknown> {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(header));
  } catch (cause) {
    throw new SyntaxError(
      "Reading safetensors: expected a header in JSON, received bytes that do not parse",
      { cause },
    );
  }
}

function tensor(name: string, entry: unknown, data: DataView): SafeTensor {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
  const areCounts = (list: unknown): list is number[] => Array.isArray(list) && list.every(isCount);
  if (typeof dtype !== "string" || !areCounts(shape) || !areCounts(offsets)) {
    throw new SyntaxError(
      `Reading safetensors: expected dtype, shape and data_offsets of ${name}, ` +
        `received ${JSON.stringify(entry)}`,
    );
  }
  const [from = 0, to = 0] = offsets;
  const length = shape.reduce((product, size) => product * size, 1);
  const [size, read] = TYPES[dtype] ?? [];
  if (to < from || to > data.byteLength || (size && to - from !== length * size)) {
    throw new SyntaxError(
      `Reading safetensors: expected ${dtype} [${shape.join(", ")}] of ${name} within ` +
        `${data.byteLength} bytes, received bytes ${from} to ${to}; ` +
        "the file is truncated or damaged",
    );
  }
  return {
    name,
    dtype,
    shape,
    values() {
      if (!size || !read) {
        const known = Object.keys(TYPES).join(", ");
        throw new RangeError(
          `Reading safetensors: expected ${known}, received ${dtype} in ${name}`,
        );
      }
      return Float64Array.from({ length }, (_, i) => read(data, from + i * size));
    },
  };
}

function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = bits >> 10 & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function bfloatToNumber(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, bits);
  return view.getFloat32(0);
}
