/**
 * Files of the fuzz tests. Each is a function of its format, the seed and its index.
 *
 * @module
 */
import fc from "fast-check";
import { createRandom } from "../../src/random.ts";
import { FORMATS } from "./formats.ts";
import { arbitraryFile } from "./generate.ts";
import { FILE_BYTES_MAX, mutate } from "./mutate.ts";

/** One in this many files is generated; the others are mutated. */
const GENERATED_EVERY = 16;

/**
 * Creates the files of a format.
 *
 * @param name key of {@link FORMATS}
 * @param seed seed of the run
 * @returns function from the index of a file to the file
 */
export function fuzzFiles(name: string, seed: number): (index: number) => Uint8Array {
  const { files, layout, seal } = FORMATS[name]!;
  const arbitrary = arbitraryFile(files, layout);
  return (index) => {
    const random = createRandom(name, seed, index);
    const file = index % GENERATED_EVERY === 0
      ? generate(arbitrary, random.below(2 ** 31))
      : mutate(files[index % files.length]!, files, layout, random);
    if (random.below(4) > 0) seal?.(file);
    return file;
  };
}

function generate(arbitrary: fc.Arbitrary<Uint8Array>, seed: number): Uint8Array {
  return fc.sample(arbitrary, { seed, numRuns: 1 })[0]!.subarray(0, FILE_BYTES_MAX);
}
