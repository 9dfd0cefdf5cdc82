/**
 * Search for recordings that contain the same sound, without comparing all pairs.
 *
 * @module
 */
import { type Fingerprint, FRAMES_PER_SECOND, STEPS } from "./fingerprint.ts";

/** Two recordings that contain the same sound. */
export interface NearDuplicate {
  /** Index of the earlier recording. */
  readonly a: number;
  /** Index of the later recording, above `a`. */
  readonly b: number;
  /** Correlation of the fingerprints where they overlap, 0 to 1. */
  readonly similarity: number;
  /** Start of `b` in `a`, seconds. */
  readonly offsetSeconds: number;
  /** Frames of the overlap that are active in both. */
  readonly activeFrames: number;
}

/** Largest number of frames of a word; more frequent words are skipped. */
const COMMON_WORD = 1500;
/** Number of weakest bits of a frame that are also tried inverted. */
const UNCERTAIN_BITS = 2;
/** Number of alignments of a recording that are compared in full. */
const CANDIDATES = 64;
const VOTES_MIN = 2;
/** Resolution of alignment votes, frames. */
const OFFSET_STEP = 2;
const ACTIVE_FRAMES_MIN = Math.round(0.5 * FRAMES_PER_SECOND);

/**
 * Computes the similarity that unrelated recordings do not reach, measured on all pairs of a corpus
 * (see docs/audit.md). It is higher for short overlaps.
 */
export function similarityThreshold(activeFrames: number): number {
  return Math.min(0.95, Math.max(0.4, 5.5 / Math.sqrt(activeFrames)));
}

/** Finds the pairs of recordings that contain the same sound, by descending similarity. */
export function nearDuplicates(
  prints: readonly Fingerprint[],
  options: { readonly threshold?: (activeFrames: number) => number } = {},
): NearDuplicate[] {
  const { threshold = similarityThreshold } = options;
  const index = buildIndex(prints);
  const found: NearDuplicate[] = [];
  for (let a = 0; a < prints.length; a++) {
    const best = new Map<number, { similarity: number; offset: number; active: number }>();
    for (const { clip, offset } of candidates(prints, index, a)) {
      for (let o = offset - OFFSET_STEP; o <= offset + OFFSET_STEP; o++) {
        const now = similarityAt(prints[a]!, prints[clip]!, o);
        if (now.active < ACTIVE_FRAMES_MIN) continue;
        if (now.similarity > (best.get(clip)?.similarity ?? 0)) {
          best.set(clip, { ...now, offset: o });
        }
      }
    }
    for (const [clip, { similarity, offset, active }] of best) {
      if (similarity < threshold(active)) continue;
      found.push({
        a: clip,
        b: a,
        similarity,
        offsetSeconds: offset / FRAMES_PER_SECOND,
        activeFrames: active,
      });
    }
  }
  return found.sort((one, other) => other.similarity - one.similarity);
}

/** Frames by word: word w has `frames[starts[w] .. starts[w + 1]]`, in the order of clips. */
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
  prints.forEach(({ words, active }, i) => {
    clipOf.fill(i, firstFrame[i], firstFrame[i + 1]);
    words.forEach((word, t) => starts[word + 1]! += active[t]!);
  });
  for (let word = 0; word < 65_536; word++) starts[word + 1]! += starts[word]!;
  const next = starts.slice();
  const frames = new Uint32Array(starts[65_536]!);
  prints.forEach(({ words, active }, i) =>
    words.forEach((word, t) => {
      if (active[t]) frames[next[word]!++] = firstFrame[i]! + t;
    })
  );
  return { starts, frames, clipOf, firstFrame };
}

/** Finds the alignments with earlier recordings that have the most votes of equal words. */
function candidates(
  prints: readonly Fingerprint[],
  { starts, frames, clipOf, firstFrame }: Index,
  a: number,
): { clip: number; offset: number }[] {
  const votes = new Map<number, number>();
  const { words, active, rises } = prints[a]!;
  for (let t = 0; t < words.length; t++) {
    if (!active[t]) continue;
    for (const word of probes(words[t]!, rises.subarray(t * STEPS, (t + 1) * STEPS))) {
      const end = starts[word + 1]!;
      if (end - starts[word]! > COMMON_WORD) continue;
      for (let i = starts[word]!; i < end; i++) {
        const frame = frames[i]!;
        if (frame >= firstFrame[a]!) break;
        // Frames are numbered across clips, so this is the alignment plus a constant of the clip.
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

/** Lists the word, and its variants with the weakest bits inverted. */
function probes(word: number, rises: Int8Array): number[] {
  let found = [word];
  let used = 0;
  for (let turn = 0; turn < UNCERTAIN_BITS; turn++) {
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

/** Correlates the rises with frame t of `a` aligned to frame t + offset of `b`. */
function similarityAt(
  a: Fingerprint,
  b: Fingerprint,
  offset: number,
): { similarity: number; active: number } {
  let [ab, aa, bb, active] = [0, 0, 0, 0];
  const end = Math.min(a.words.length, b.words.length - offset);
  for (let t = Math.max(0, -offset); t < end; t++) {
    if (!a.active[t] || !b.active[t + offset]) continue;
    active++;
    const [i, j] = [t * STEPS, (t + offset) * STEPS];
    for (let s = 0; s < STEPS; s++) {
      const [x, y] = [a.rises[i + s]!, b.rises[j + s]!];
      ab += x * y;
      aa += x * x;
      bb += y * y;
    }
  }
  return { similarity: active > 0 ? ab / Math.sqrt(aa * bb) : 0, active };
}
