import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { core, forAll, kernels, type Memory } from "./_memory.ts";
import { assertSame } from "./_reference.ts";

/** Number of bytes behind the end that the kernel may read. */
const MARGIN_BYTES = 16;
const FIXED = [[], [1n], [2n, -1n], [3n, -3n, 1n], [4n, -6n, 4n, -1n]];

/** Reader of a string of 0 and 1, most significant bit first. Throws at the end. */
class Bits {
  at = 0;
  constructor(readonly text: string) {}

  unsigned(count: number): bigint {
    const bits = this.text.slice(this.at, this.at += count);
    if (bits.length < count) throw new RangeError("Reading bits: past the end");
    return BigInt(`0b0${bits}`);
  }

  signed(count: number): bigint {
    return BigInt.asIntN(count, this.unsigned(count));
  }

  unary(): number {
    let zeros = 0;
    while (this.unsigned(1) === 0n) zeros++;
    return zeros;
  }

  many(length: number, read: () => bigint): bigint[] {
    return Array.from({ length }, read);
  }
}

interface Decoded {
  readonly position: number;
  readonly values: readonly bigint[];
}

/** Decodes a subframe by definition, RFC 9639, section 9.2; undefined when it is not a whole one. */
function plainSubframe(text: string, depth: number, samples: number): Decoded | undefined {
  const bits = new Bits(text);
  try {
    bits.unsigned(1);
    const type = Number(bits.unsigned(6));
    const wasted = bits.unsigned(1) ? bits.unary() + 1 : 0;
    const values = wasted < depth ? plainSamples(bits, type, depth - wasted, samples) : undefined;
    return values && {
      position: bits.at,
      values: values.map((value) => BigInt.asIntN(64, value << BigInt(wasted))),
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function plainSamples(
  bits: Bits,
  type: number,
  depth: number,
  samples: number,
): bigint[] | undefined {
  if (type === 0) return Array<bigint>(samples).fill(bits.signed(depth));
  if (type === 1) return bits.many(samples, () => bits.signed(depth));
  const order = type >= 32 ? type - 31 : type - 8;
  if (order < 0 || type > 12 && type < 32 || order > samples) return undefined;
  const values = bits.many(order, () => bits.signed(depth));
  let weights = FIXED[order]!;
  let shift = 0n;
  if (type >= 32) {
    const precision = Number(bits.unsigned(4)) + 1;
    shift = bits.signed(5);
    if (precision === 16 || shift < 0n) return undefined;
    weights = bits.many(order, () => bits.signed(precision));
  }
  for (const residual of plainResidual(bits, order, samples) ?? []) {
    const sum = weights.reduce((sum, weight, i) => sum + weight * values.at(-1 - i)!, 0n);
    values.push(BigInt.asIntN(64, residual + (BigInt.asIntN(64, sum) >> shift)));
  }
  return values.length === samples ? values : undefined;
}

function plainResidual(bits: Bits, order: number, samples: number): bigint[] | undefined {
  const method = Number(bits.unsigned(2));
  const partitions = 2 ** Number(bits.unsigned(4));
  const size = samples / partitions;
  if (method > 1 || !Number.isInteger(size) || size < order) return undefined;
  return Array.from({ length: partitions }, (_, i) => {
    const parameter = Number(bits.unsigned(4 + method));
    const length = i === 0 ? size - order : size;
    if (parameter < 2 ** (4 + method) - 1) {
      return bits.many(length, () => {
        const folded = (BigInt(bits.unary()) << BigInt(parameter)) + bits.unsigned(parameter);
        return folded & 1n ? -(folded >> 1n) - 1n : folded >> 1n;
      });
    }
    const width = Number(bits.unsigned(5));
    return bits.many(length, () => bits.signed(width));
  }).flat();
}

/** Bits of a subframe that is valid, with any of the features of the format. */
function writeSubframe(
  g: fc.GeneratorValue,
): { text: string; depth: number; samples: number } {
  const upTo = (max: number, min = 0) => g(fc.integer, { min, max });
  const bits = (count: number): string =>
    count > 30 ? put(upTo(1), 1) + bits(count - 1) : put(upTo(2 ** count - 1), count);
  const types = { constant: 0, verbatim: 1, fixed: 8, linear: 31 };
  const depth = upTo(33, 1);
  const wasted = g(fc.constantFrom, 0, 0, upTo(depth - 1));
  const kind: keyof typeof types = g(
    fc.constantFrom,
    "constant",
    "verbatim",
    "fixed",
    "linear",
    "linear",
  );
  const order = kind === "fixed" ? upTo(4) : kind === "linear" ? upTo(32, 1) : 0;
  const partitionOrder = upTo(3);
  const size = upTo(40, Math.max(1, order));
  const samples = size << partitionOrder;
  const type = types[kind] + order;
  let text = put(0, 1) + put(type, 6) + (wasted > 0 ? "1" + put(1, wasted) : "0");
  const raw = kind === "constant" ? 1 : kind === "verbatim" ? samples : order;
  for (let i = 0; i < raw; i++) text += bits(depth - wasted);
  if (type < 2) return { text, depth, samples };
  if (kind === "linear") {
    const precision = upTo(15, 1);
    text += put(precision - 1, 4) + put(upTo(15), 5);
    for (let i = 0; i < order; i++) text += bits(precision);
  }
  const method = upTo(1);
  const escape = 2 ** (4 + method) - 1;
  text += put(method, 2) + put(partitionOrder, 4);
  for (let part = 0; part < 2 ** partitionOrder; part++) {
    const parameter = g(fc.constantFrom, upTo(escape), upTo(6));
    const width = upTo(31);
    const zerosMax = g(fc.constantFrom, 2, 8, 200);
    text += put(parameter, 4 + method) + (parameter === escape ? put(width, 5) : "");
    for (let i = part === 0 ? order : 0; i < size; i++) {
      text += parameter === escape ? bits(width) : put(1, upTo(zerosMax) + 1) + bits(parameter);
    }
  }
  return { text, depth, samples };
}

function put(value: number, count: number): string {
  return count === 0 ? "" : value.toString(2).padStart(count, "0");
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text.match(/.{1,8}/g) ?? [], (byte) => parseInt(byte.padEnd(8, "1"), 2));
}

/** Runs the kernel on bits that begin at any bit of the first byte. */
function run(
  memory: Memory,
  text: string,
  { lead, depth, samples }: { lead: number; depth: number; samples: number },
): Decoded {
  const bytes = bytesOf("1".repeat(lead) + text);
  const end = lead + text.length;
  const from = memory.put(bytes, bytes.length + MARGIN_BYTES);
  const out = memory.room(8 * samples, 8);
  const work = memory.room(8 * 32, 8);
  const position = memory.run(
    () => kernels.flacSubframe(from, end, lead, depth, samples, out, work),
    [out, 8 * samples],
    [work, 8 * 32],
  );
  const values = new BigInt64Array(core.heap.buffer, out, samples);
  return { position: position < 0 || position > end ? -1 : position - lead, values: [...values] };
}

const leads = fc.nat({ max: 7 });

test("flacSubframe decodes all kinds of subframes as defined", () => {
  forAll([fc.gen(), leads], (memory, g, lead) => {
    const { text, depth, samples } = writeSubframe(g);
    const want = plainSubframe(text, depth, samples)!;
    assert.equal(want.position, text.length);
    assert.deepEqual(run(memory, text, { lead, depth, samples }), want);
  });
});

test("flacSubframe reports a subframe that is cut", () => {
  forAll([fc.gen(), leads], (memory, g, lead) => {
    const { text, depth, samples } = writeSubframe(g);
    const cut = text.slice(0, g(fc.nat, { max: text.length - 1 }));
    assert.equal(run(memory, cut, { lead, depth, samples }).position, -1);
  });
});

test("flacSubframe reports a subframe that is invalid", () => {
  const any = fc.uint8Array({ minLength: 1, maxLength: 300 });
  const depths = fc.integer({ min: 1, max: 33 });
  forAll([any, leads, depths, fc.nat({ max: 64 })], (memory, bytes, lead, depth, size) => {
    const text = Array.from(bytes, (byte) => put(byte, 8)).join("");
    const samples = size + 1;
    const want = plainSubframe(text, depth, samples);
    const actual = run(memory, text, { lead, depth, samples });
    if (want) assert.deepEqual(actual, want);
    else assert.equal(actual.position, -1);
  });
});

const integers = (bits: number) =>
  fc.bigInt({ min: -(1n << BigInt(bits - 1)), max: (1n << BigInt(bits - 1)) - 1n });
const putIntegers = (memory: Memory, values: readonly bigint[]) =>
  memory.put(new Float64Array(BigInt64Array.from(values).buffer));

test("flacStereo restores left and right", () => {
  const pairs = fc.array(fc.tuple(integers(32), integers(32)), { minLength: 1, maxLength: 40 });
  forAll([pairs, fc.constantFrom(8, 9, 10)], (memory, frames, assignment) => {
    const coded = frames.map(([left, right]) => {
      if (assignment === 8) return [left, left - right] as const;
      if (assignment === 9) return [left - right, right] as const;
      return [left + right >> 1n, left - right] as const;
    });
    const first = putIntegers(memory, coded.map(([a]) => a));
    const second = putIntegers(memory, coded.map(([, b]) => b));
    const bytes = 8 * frames.length;
    memory.run(
      () => kernels.flacStereo(first, second, frames.length, assignment),
      [first, bytes],
      [second, bytes],
    );
    const read = (address: number) => [
      ...new BigInt64Array(core.heap.buffer, address, frames.length),
    ];
    assert.deepEqual([read(first), read(second)], [
      frames.map(([left]) => left),
      frames.map(([, right]) => right),
    ]);
  });
});

test("flacFloats scales integers of n bits by 2^(1 - n) and finds others", () => {
  const depths = fc.integer({ min: 1, max: 32 });
  forAll([fc.gen(), depths, fc.nat({ max: 40 })], (memory, g, bits, count) => {
    const values = Array.from({ length: count }, () => g(integers, bits));
    const half = 1n << BigInt(bits - 1);
    const isValid = count === 0 || g(fc.boolean);
    if (!isValid) {
      values[g(fc.nat, { max: count - 1 })] = g(fc.constantFrom, half, -half - 1n, 1n << 62n);
    }
    const x = putIntegers(memory, values);
    const out = memory.room(4 * count);
    const actual = memory.run(() => kernels.flacFloats(x, count, bits, out), [out, 4 * count]);
    assert.equal(Boolean(actual), isValid);
    if (!isValid) return;
    assertSame(
      core.f32(out, count),
      values.map((value) => Math.fround(Number(value) / Number(half))),
    );
  });
});
