/**
 * Recordings that hold the same sound, found without comparing each with each.
 *
 * @module
 */
import { type Fingerprint, FRAMES_PER_SECOND, STEPS } from "./fingerprint.ts";

/** Two recordings that share a sound. */
export interface NearDuplicate {
  /** Index of one. */
  readonly a: number;
  /** Index of the other, above `a`. */
  readonly b: number;
  /** Correlation of their fingerprints where they overlap, 0 to 1. */
  readonly similarity: number;
  /** Where `b` begins in `a`. */
  readonly offsetSeconds: number;
  /** Frames of the overlap that are heard in both. */
  readonly heardFrames: number;
}

/** A word that so many frames have says nothing. */
const COMMON_WORD = 1500;
/** Of the weakest bits of a frame so many are tried both ways. */
const DOUBTED_BITS = 2;
/** So many alignments of a recording are looked at closely. */
const CANDIDATES = 64;
const VOTES_MIN = 2;
/** Alignments are voted for in steps of so many frames. */
const OFFSET_STEP = 2;
const HEARD_FRAMES_MIN = Math.round(0.5 * FRAMES_PER_SECOND);

/**
 * The similarity that strangers do not reach: they come the higher the less is heard of both.
 * Measured on all pairs of unrelated recordings of a corpus; see docs/audit.md.
 */
export function similarityWanted(heardFrames: number): number {
  return Math.min(0.95, Math.max(0.4, 5.5 / Math.sqrt(heardFrames)));
}

/** All pairs that share a sound, the most similar first. */
export function nearDuplicates(
  prints: readonly Fingerprint[],
  options: { readonly wanted?: (heardFrames: number) => number } = {},
): NearDuplicate[] {
  const { wanted = similarityWanted } = options;
  const index = buildIndex(prints);
  const found: NearDuplicate[] = [];
  for (let a = 0; a < prints.length; a++) {
    const best = new Map<number, { similarity: number; offset: number; heard: number }>();
    for (const { clip, offset } of candidates(prints, index, a)) {
      for (let o = offset - OFFSET_STEP; o <= offset + OFFSET_STEP; o++) {
        const now = similarityAt(prints[a]!, prints[clip]!, o);
        if (now.heard < HEARD_FRAMES_MIN) continue;
        if (now.similarity > (best.get(clip)?.similarity ?? 0)) {
          best.set(clip, { ...now, offset: o });
        }
      }
    }
    for (const [clip, { similarity, offset, heard }] of best) {
      if (similarity < wanted(heard)) continue;
      found.push({
        a: clip,
        b: a,
        similarity,
        offsetSeconds: offset / FRAMES_PER_SECOND,
        heardFrames: heard,
      });
    }
  }
  return found.sort((one, other) => other.similarity - one.similarity);
}

/** Frames by word: those of word w are `frames[starts[w] .. starts[w + 1]]`, clip after clip. */
interface Index {
  readonly starts: Uint32Array;
  readonly frames: Uint32Array;
  readonly clipOf: Uint32Array;
  readonly firstFrame: Uint32Array;
}

function buildIndex(prints: readonly Fingerprint[]): Index {
  const firstFrame = new Uint32Array(prints.length + 1);
  prints.forEach(({ words }, i) => firstFrame[i + 1] = firstFrame[i]! + words.length);
  const all = firstFrame[prints.length]!;
  const clipOf = new Uint32Array(all);
  const starts = new Uint32Array(65_537);
  prints.forEach(({ words, heard }, i) => {
    clipOf.fill(i, firstFrame[i], firstFrame[i + 1]);
    words.forEach((word, t) => starts[word + 1]! += heard[t]!);
  });
  for (let word = 0; word < 65_536; word++) starts[word + 1]! += starts[word]!;
  const next = starts.slice();
  const frames = new Uint32Array(starts[65_536]!);
  prints.forEach(({ words, heard }, i) =>
    words.forEach((word, t) => {
      if (heard[t]) frames[next[word]!++] = firstFrame[i]! + t;
    })
  );
  return { starts, frames, clipOf, firstFrame };
}

/** Alignments with earlier recordings that most words vote for. */
function candidates(
  prints: readonly Fingerprint[],
  { starts, frames, clipOf, firstFrame }: Index,
  a: number,
): { clip: number; offset: number }[] {
  const votes = new Map<number, number>();
  const { words, heard, rises } = prints[a]!;
  for (let t = 0; t < words.length; t++) {
    if (!heard[t]) continue;
    for (const word of probes(words[t]!, rises.subarray(t * STEPS, (t + 1) * STEPS))) {
      const end = starts[word + 1]!;
      if (end - starts[word]! > COMMON_WORD) continue;
      for (let i = starts[word]!; i < end; i++) {
        const frame = frames[i]!;
        if (frame >= firstFrame[a]!) break;
        // Within one recording this is the alignment; a step apart from all of another's.
        const alignment = Math.floor((frame - t) / OFFSET_STEP);
        const key = clipOf[frame]! * 2 ** 32 + alignment + 2 ** 20;
        votes.set(key, (votes.get(key) ?? 0) + 1);
      }
    }
  }
  return [...votes].filter(([, count]) => count >= VOTES_MIN)
    .sort(([, one], [, other]) => other - one)
    .slice(0, CANDIDATES)
    .map(([key]) => {
      const clip = Math.floor(key / 2 ** 32);
      const alignment = key - clip * 2 ** 32 - 2 ** 20;
      return { clip, offset: alignment * OFFSET_STEP - firstFrame[clip]! };
    });
}

/** The word, and those with its weakest bits turned. */
function probes(word: number, rises: Int8Array): number[] {
  let found = [word];
  let used = 0;
  for (let turn = 0; turn < DOUBTED_BITS; turn++) {
    let weakest = -1;
    for (let b = 0; b < STEPS; b++) {
      if (used >> b & 1) continue;
      if (weakest < 0 || Math.abs(rises[b]!) < Math.abs(rises[weakest]!)) weakest = b;
    }
    used |= 1 << weakest;
    found = [...found, ...found.map((one) => one ^ 1 << weakest)];
  }
  return found;
}

/** Correlation of the rises where frame t of `a` lies on frame t + offset of `b`. */
function similarityAt(
  a: Fingerprint,
  b: Fingerprint,
  offset: number,
): { similarity: number; heard: number } {
  let [ab, aa, bb, heard] = [0, 0, 0, 0];
  const end = Math.min(a.words.length, b.words.length - offset);
  for (let t = Math.max(0, -offset); t < end; t++) {
    if (!a.heard[t] || !b.heard[t + offset]) continue;
    heard++;
    const [i, j] = [t * STEPS, (t + offset) * STEPS];
    for (let s = 0; s < STEPS; s++) {
      const [x, y] = [a.rises[i + s]!, b.rises[j + s]!];
      ab += x * y;
      aa += x * x;
      bb += y * y;
    }
  }
  return { similarity: heard > 0 ? ab / Math.sqrt(aa * bb) : 0, heard };
}
