/**
 * Synthetic negatives, so that the detector does not take every voice or tone for a cry.
 *
 * @module
 */
import { convolve } from "../../../src/augment/convolve.ts";
import { coloredNoise } from "../../../src/augment/filters.ts";
import { mixAtSnr, normalizeLevel } from "../../../src/augment/level.ts";
import { randomRoom, roomResponse } from "../../../src/augment/room_response.ts";
import { createRandom, type Random } from "../../../src/random.ts";
import { resample } from "../../../src/resample/mod.ts";
import { babbleOf } from "./babble_of.ts";
import { childVoice } from "./child_voice.ts";
import { speak } from "./espeak.ts";
import { laughOf } from "./laugh_of.ts";
import type { Kind } from "./kinds.ts";
import { playground } from "./playground.ts";
import { type Recording, SAMPLE_RATE_HZ } from "./recording.ts";
import { melody, signalTone } from "./synthetic_tones.ts";
import { drawUtterance, type Manner } from "./utterances.ts";
import { imitate, type Imitation } from "./synthetic_voices.ts";

/** Recipe of one synthetic sound. */
interface Recipe {
  readonly label: string;
  readonly kind: Kind;
  readonly relatedKinds: readonly Kind[];
  /** Number of recordings, in all folds together. */
  readonly count: number;
  render(sources: Sources, random: Random): Promise<Float32Array> | Float32Array;
}

/** Real recordings of one fold. */
interface Sources {
  readonly recordings: readonly Recording[];
  /** Draws the samples of a recording of one of some kinds. */
  draw(random: Random, ...kinds: readonly Kind[]): Promise<Float32Array>;
}

/** Draws a change, which is the same for all parts of a recording. */
type Change = (random: Random) => (part: Float32Array) => Float32Array;

const atSpeed = (low: number, high: number): Change => (random) => {
  const speed = random.between(low, high);
  return (part) => faster(part, speed);
};
const atPitch = (low: number, high: number): Change => (random) => {
  const voice = { pitch: random.between(low, high), tempo: random.between(0.75, 1.25) };
  return (part) => childVoice(part, voice);
};
const CHILD = atPitch(1.2, 2.3);

const RECIPES: readonly Recipe[] = [
  sequence("fast_speech", "speech", 6, atSpeed(1, 2.2), 150),
  sequence("fast_adult_vocal", "adult_vocal", 2, atSpeed(1, 2.2), 150),
  sequence("child_speech", "speech", 4, CHILD, 250),
  sequence("child_vocal", "adult_vocal", 4, CHILD, 200),
  sequence("shifted_animal", "animal", 4, atPitch(0.6, 1.6), 240),
  sequence("shifted_music", "music", 4, atPitch(0.7, 1.5), 80),
  sequence("reading", "speech", 3, atPitch(0.8, 1.5), 120, isReading),
  spoken("espeak_reading", "speech", "read", 150),
  spoken("espeak_child", "speech", "child", 120),
  spoken("espeak_laugh", "adult_vocal", "laugh", 100),
  spoken("espeak_babble", "speech", "babble", 80),
  spoken("espeak_call", "speech", "call", 50),
  imitated("synthetic_laugh", "adult_vocal", "laugh", 250),
  imitated("synthetic_babble", "speech", "babble", 100),
  imitated("synthetic_squeal", "adult_vocal", "squeal", 60),
  imitated("synthetic_sob", "adult_vocal", "sob", 60),
  imitated("synthetic_mew", "animal", "mew", 100),
  imitated("synthetic_bark", "animal", "bark", 40),
  tonal("synthetic_signal", "siren", signalTone, 100),
  tonal("synthetic_melody", "music", melody, 100),
  {
    ...{ label: "play", kind: "speech", count: 120 },
    relatedKinds: ["speech", "adult_vocal", "household"],
    render: play,
  },
  readersAtPlay("household", 300),
  readersAtPlay("animal", 200),
  cutFrom("cry", "laugh_of_cry", "adult_vocal", laughOf, 140),
  cutFrom("cry", "babble_of_cry", "adult_vocal", babbleOf, 120),
  cutFrom(
    "children",
    "laugh_of_child",
    "children",
    (x, random) => laughOf(x, random, [1, 1.7]),
    120,
  ),
  cutFrom(
    "children",
    "babble_of_child",
    "children",
    (x, random) => babbleOf(x, random, [1, 1.7]),
    150,
  ),
  cutFrom("children", "call_of_child", "children", longCall, 100),
];

/**
 * Lists the synthetic recordings: sequences of real sounds played faster or at another pitch, speech,
 * laughter and babble of eSpeak NG, imitated voices and tones, several of them at once, children at play,
 * and sounds cut from cries and from children. Each one is in the fold of its sources.
 */
export function syntheticRecordings(real: readonly Recording[], seed: number): Recording[] {
  const folds = [...new Set(real.map(({ fold }) => fold))].sort();
  const sources = folds.map((fold) => sourcesOf(real.filter((r) => r.fold === fold)));
  return RECIPES.flatMap(({ label, kind, relatedKinds, count, render }) =>
    Array.from({ length: count }, (_, i): Recording => {
      // Ids and seed keep earlier names: with others, all sounds and so the models would change.
      const id = `${label.replace("synthetic_", "made_")}/${i}`;
      const fold = i % folds.length;
      return {
        ...{ id, label, kind, relatedKinds, y: 0, group: id, cryFormat: "", isSynthetic: true },
        fold: folds[fold]!,
        samples: async () => {
          const random = createRandom("made", seed, id);
          return normalizeLevel(await render(sources[fold]!, random), random.between(-40, -15));
        },
      };
    })
  );
}

function sourcesOf(recordings: readonly Recording[]): Sources {
  return {
    recordings,
    async draw(random, ...kinds) {
      const kind = kinds[random.below(kinds.length)]!;
      const candidates = recordings.filter((recording) => recording.kind === kind);
      return await candidates[random.below(candidates.length)]!.samples();
    },
  };
}

function isReading({ label }: Recording): boolean {
  return label === "read_speech" || label === "speech";
}

/** Joins one to `most` recordings of a kind with pauses, all changed in the same way. */
function sequence(
  label: string,
  kind: Kind,
  most: number,
  change: Change,
  count: number,
  isUsed: (recording: Recording) => boolean = () => true,
): Recipe {
  return {
    ...{ label, kind, relatedKinds: [kind], count },
    async render({ recordings }, random) {
      const used = recordings.filter((one) => one.kind === kind && isUsed(one));
      const changed = change(random);
      const sounds: Float32Array[] = [];
      for (let i = random.below(most); i >= 0; i--) {
        const part = await used[random.below(used.length)]!.samples();
        sounds.push(changed(part), new Float32Array(random.below(SAMPLE_RATE_HZ / 4)));
      }
      return inRoom(concatenate(sounds).subarray(0, 8 * SAMPLE_RATE_HZ), random);
    },
  };
}

function spoken(label: string, kind: Kind, manner: Manner, count: number): Recipe {
  return {
    ...{ label, kind, count },
    // Laughter and calls of eSpeak NG are spoken, too.
    relatedKinds: [...new Set<Kind>(["speech", kind])],
    render: async (_, random) => inRoom(await utterance(manner, random), random),
  };
}

async function utterance(manner: Manner, random: Random): Promise<Float32Array> {
  const voice = await speak(drawUtterance(manner, random));
  const speed = manner === "read" ? random.between(0.95, 1.1) : random.between(1.2, 1.8);
  return faster(voice, speed).subarray(0, 8 * SAMPLE_RATE_HZ);
}

function imitated(label: string, kind: Kind, voice: Imitation, count: number): Recipe {
  return {
    ...{ label, kind, count, relatedKinds: [kind] },
    render: (_, random) => inRoom(imitate(voice, random.between(3, 7), random), random),
  };
}

function cutFrom(
  source: Kind,
  label: string,
  kind: Kind,
  change: (voice: Float32Array, random: Random) => Float32Array,
  count: number,
): Recipe {
  return {
    ...{ label, kind, relatedKinds: [kind], count },
    render: async ({ draw }, random) => inRoom(change(await draw(random, source), random), random),
  };
}

/** Prolongs a voice to calls. */
function longCall(voice: Float32Array, random: Random): Float32Array {
  const change = { pitch: random.between(1, 1.7), tempo: random.between(0.25, 0.6) };
  return childVoice(voice, change).subarray(0, 6 * SAMPLE_RATE_HZ);
}

function readersAtPlay(bed: "household" | "animal", count: number): Recipe {
  return {
    ...{ label: `playground_${bed}`, kind: "children", count },
    relatedKinds: ["children", "speech", bed],
    render({ recordings, draw }, random) {
      const women = recordings.filter(({ label }) => label === "read_speech_woman_l2");
      return playground({
        child: (random) => draw(random, "children"),
        woman: async (random) => await women[random.below(women.length)]!.samples(),
        bed: (random) => draw(random, bed),
      }, random);
    },
  };
}

function tonal(
  label: string,
  kind: Kind,
  tone: (seconds: number, random: Random) => Float32Array,
  count: number,
): Recipe {
  return {
    ...{ label, kind, count, relatedKinds: [kind] },
    render: (_, random) => inRoom(tone(random.between(3, 7), random), random),
  };
}

/** Several raised voices at once, each in its own position in a room, over household noise. */
async function play({ draw }: Sources, random: Random): Promise<Float32Array> {
  const seconds = random.between(4, 8);
  let mixed = new Float32Array(Math.round(seconds * SAMPLE_RATE_HZ));
  for (let i = 2 + random.below(4); i > 0; i--) {
    const voice = await playingVoice(draw, seconds, random);
    const start = random.below(mixed.length / 2);
    const loud = normalizeLevel(inRoom(voice, random), random.between(-30, -18));
    mixed = mixed.map((x, j) => x + (loud[j - start] ?? 0));
  }
  const background = await draw(random, "household");
  return mixAtSnr(mixed, background, { snrDb: random.between(3, 25) });
}

async function playingVoice(
  draw: Sources["draw"],
  seconds: number,
  random: Random,
): Promise<Float32Array> {
  const choice = random.below(5);
  if (choice === 0) return CHILD(random)(await draw(random, "speech"));
  if (choice === 1) return await utterance("call", random);
  if (choice === 2) return await utterance("child", random);
  return imitate(choice === 3 ? "squeal" : "laugh", random.between(1.5, seconds), random);
}

function faster(samples: Float32Array, speed: number): Float32Array {
  return resample(samples, { fromHz: Math.round(SAMPLE_RATE_HZ * speed), toHz: SAMPLE_RATE_HZ });
}

function inRoom(samples: Float32Array, random: Random): Float32Array {
  const response = roomResponse({ ...randomRoom(random), sampleRateHz: SAMPLE_RATE_HZ, random });
  const room = convolve(samples, response);
  const noise = coloredNoise(room.length, random.between(0, 0.97), random);
  return mixAtSnr(room, noise, { snrDb: random.between(10, 40) });
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
