/**
 * Seeded random numbers, the same on every runtime.
 *
 * @module
 */

/** Seeded random number generator. */
export interface Random {
  /** Draws a uniform number in [0, 1). */
  uniform(): number;
  /** Draws a uniform number in [low, high). */
  between(low: number, high: number): number;
  /** Draws a uniform integer from 0 to n - 1. */
  below(n: number): number;
  /** Draws a normal number with mean 0 and variance 1. */
  normal(): number;
}

/**
 * Creates a random number generator.
 *
 * @param seed strings or numbers; another seed gives an independent stream
 * @see Doty-Humphrey, PractRand, sfc32
 */
export function createRandom(...seed: readonly (string | number)[]): Random {
  // FNV-1a spreads the seed, twenty rounds mix it.
  let hash = 0x811c9dc5;
  const state = new Uint32Array(4);
  for (const [i, character] of [...seed.join("\u0000")].entries()) {
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
    state[i & 3]! ^= hash;
  }
  const uniform = (): number => {
    let [a, b, c, d] = state as unknown as [number, number, number, number];
    const t = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    state.set([a, b, c, d]);
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 20; i++) uniform();
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    below: (n) => Math.floor(n * uniform()),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}
