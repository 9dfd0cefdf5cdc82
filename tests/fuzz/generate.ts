/**
 * Generated audio files: arbitrary fields behind the headers of valid parts.
 *
 * @module
 */
import fc from "fast-check";
import { be, bytesOf, le } from "../decode/_write.ts";
import { type Layout, type SizeField, writeNumber } from "./layouts.ts";
import { EDGES } from "./mutate.ts";

/** Part of a valid file with its size field, relative to the part. */
interface Template {
  readonly bytes: Uint8Array;
  readonly size?: SizeField;
}

const PARTS_MAX = 8;
const FIELDS_MAX = 32;

const number = fc.oneof(fc.constantFrom(...EDGES), fc.nat(1000), fc.nat(0xffff_ffff));
const field = fc.tuple(number, fc.constantFrom(1, 2, 4, 8), fc.constantFrom(be, le))
  .map(([value, bytes, write]) => write(value % 2 ** (8 * bytes), bytes));
const fields = fc.array(field, { maxLength: FIELDS_MAX }).map((list) => list.flat());

/** Creates files of the parts of valid files, whole or with arbitrary fields. */
export function arbitraryFile(
  files: readonly Uint8Array[],
  layout: Layout,
): fc.Arbitrary<Uint8Array> {
  const templates = files.flatMap((file) => templatesOf(file, layout));
  const starts = files.map((file) => startOf(file, layout));
  const part = fc.oneof(
    fc.constantFrom(...templates).map(({ bytes }) => bytes),
    changedPart(templates),
  );
  return fc.tuple(fc.constantFrom(...starts), fc.array(part, { maxLength: PARTS_MAX }))
    .map(([start, parts]) => bytesOf(start, ...parts));
}

/** Creates parts whose first bytes are those of a valid part. */
function changedPart(templates: readonly Template[]): fc.Arbitrary<Uint8Array> {
  const size = fc.option(number, { nil: undefined, freq: 2 });
  return fc.tuple(fc.constantFrom(...templates), fc.integer({ min: 4, max: 48 }), fields, size)
    .map(([template, kept, fields, value]) => {
      const part = bytesOf(template.bytes.subarray(0, kept), fields);
      if (template.size) {
        const header = template.size.at + template.size.bytes;
        writeNumber(part, template.size, value ?? Math.max(0, part.length - header));
      }
      return part;
    });
}

function templatesOf(file: Uint8Array, layout: Layout): Template[] {
  const parts = layout(file).map(({ from, to, size }) => ({
    bytes: file.subarray(from, to),
    ...(size && { size: { ...size, at: size.at - from } }),
  }));
  return parts.length > 0 ? parts : [{ bytes: file }];
}

/** Bytes before the first part that is not the whole file. */
function startOf(file: Uint8Array, layout: Layout): Uint8Array {
  const first = layout(file).find(({ from, to }) => from > 0 || to < file.length);
  return file.subarray(0, first?.from ?? 0);
}
