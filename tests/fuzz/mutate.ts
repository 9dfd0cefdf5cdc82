/**
 * Mutations of audio files that know their parts.
 *
 * @module
 */
import type { Random } from "../../src/random.ts";
import { type Layout, type Part, readNumber, type SizeField, writeNumber } from "./layouts.ts";

/** Maximum length of a mutated file, in bytes. */
export const FILE_BYTES_MAX = 4096;
/** Maximum number of mutations of a file; most have few. */
const MUTATIONS_MAX = 8;
/** Numbers at the limits of types and lengths. */
// deno-fmt-ignore
export const EDGES: readonly number[] = [
  0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 1000, 4095, 4096,
  32_767, 32_768, 65_535, 65_536, 0x7f_ffff, 0xff_ffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0,
  0xffff_ffff, 2 ** 53 - 1, 2 ** 63, 2 ** 64 - 1,
];

/** State of a mutation. */
interface Draft {
  readonly random: Random;
  readonly layout: Layout;
  /** Another valid file of the format. */
  readonly other: Uint8Array;
  file: Uint8Array;
}

type Mutation = (draft: Draft) => void;

/**
 * Mutates a copy of a valid file.
 *
 * @param others valid files of the same format, whose parts may be copied
 */
export function mutate(
  file: Uint8Array,
  others: readonly Uint8Array[],
  layout: Layout,
  random: Random,
): Uint8Array {
  const draft = { random, layout, other: pick(random, others), file: file.slice() };
  const count = 1 + Math.floor(MUTATIONS_MAX * random.uniform() ** 3);
  for (let i = 0; i < count && draft.file.length > 0; i++) pick(random, MUTATIONS)(draft);
  return draft.file.subarray(0, FILE_BYTES_MAX);
}

const MUTATIONS: readonly Mutation[] = [
  flipBits,
  flipBits,
  changeByte,
  changeNumber,
  changeNumber,
  changeSize,
  changeSize,
  removePart,
  copyPart,
  swapParts,
  takePart,
  fillNoise,
  insertNoise,
  removeBytes,
  truncate,
];

function flipBits({ file, random }: Draft): void {
  const flips = 1 + random.below(4);
  for (let i = 0; i < flips; i++) file[random.below(file.length)]! ^= 1 << random.below(8);
}

function changeByte({ file, random }: Draft): void {
  file[random.below(file.length)] = pick(random, [0, 1, 0x7f, 0x80, 0xfe, 0xff]);
}

/** Writes a number at an edge of a type or length, mostly into the header of a part. */
function changeNumber({ file, layout, random }: Draft): void {
  const parts = random.below(4) > 0 ? layout(file) : [];
  const at = parts.length > 0
    ? pick(random, parts).from + random.below(48)
    : random.below(file.length);
  const bytes = pick(random, [1, 2, 4, 8]);
  writeNumber(file, { at, bytes, isLittleEndian: random.below(2) > 0 }, edge(random, file));
}

function changeSize({ file, layout, random }: Draft): void {
  const sizes = layout(file).flatMap(({ size }) => size ?? []);
  if (sizes.length === 0) return;
  const size = pick(random, sizes);
  const value = random.below(2) > 0
    ? edge(random, file)
    : Math.max(0, readNumber(file, size) + random.below(33) - 16);
  writeNumber(file, size, value);
}

function removePart(draft: Draft): void {
  const part = pickPart(draft, draft.file);
  if (part) replace(draft, part.from, part.to, new Uint8Array());
}

function copyPart(draft: Draft): void {
  const part = pickPart(draft, draft.file);
  const before = pickPart(draft, draft.file);
  if (part && before) {
    replace(draft, before.from, before.from, draft.file.slice(part.from, part.to));
  }
}

function swapParts(draft: Draft): void {
  const first = pickPart(draft, draft.file);
  const second = pickPart(draft, draft.file);
  if (!first || !second || first.to > second.from) return;
  const { file } = draft;
  replace(
    draft,
    first.from,
    second.to,
    joined([
      file.subarray(second.from, second.to),
      file.subarray(first.to, second.from),
      file.subarray(first.from, first.to),
    ]),
  );
}

/** Replaces a part by one of another file. */
function takePart(draft: Draft): void {
  const part = pickPart(draft, draft.file);
  const taken = pickPart(draft, draft.other);
  if (part && taken) {
    replace(draft, part.from, part.to, draft.other.subarray(taken.from, taken.to));
  }
}

function fillNoise({ file, random }: Draft): void {
  const from = random.below(file.length);
  const to = Math.min(file.length, from + 1 + random.below(64));
  for (let i = from; i < to; i++) file[i] = random.below(256);
}

function insertNoise(draft: Draft): void {
  const { file, random } = draft;
  const at = random.below(file.length + 1);
  const noise = Uint8Array.from({ length: 1 + random.below(40) }, () => random.below(256));
  replace(draft, at, at, noise);
}

function removeBytes(draft: Draft): void {
  const { file, random } = draft;
  const at = random.below(file.length);
  replace(draft, at, Math.min(file.length, at + 1 + random.below(16)), new Uint8Array());
}

function truncate(draft: Draft): void {
  draft.file = draft.file.subarray(0, draft.random.below(draft.file.length) + 1);
}

/** Replaces bytes and, half of the time, corrects the sizes of the parts around them. */
function replace(draft: Draft, from: number, to: number, bytes: Uint8Array): void {
  const { file, layout, random } = draft;
  if (random.below(2) > 0) {
    for (const part of layout(file)) {
      const size: SizeField | undefined = part.size;
      if (!size || size.at >= from || part.from > from || part.to < to) continue;
      writeNumber(file, size, readNumber(file, size) + bytes.length - (to - from));
    }
  }
  draft.file = joined([file.subarray(0, from), bytes, file.subarray(to)]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function edge(random: Random, file: Uint8Array): number {
  return random.below(6) > 0 ? pick(random, EDGES) : file.length + random.below(5) - 2;
}

function pickPart({ layout, random }: Draft, file: Uint8Array): Part | undefined {
  const parts = layout(file);
  return parts[random.below(parts.length)];
}

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.below(list.length)]!;
}
