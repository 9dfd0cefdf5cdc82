/**
 * Sounds that are made so that a voice, or a tone, alone does not count as a cry.
 *
 * @module
 */
import { convolve } from "../../../src/augment/convolve.ts";
import { coloredNoise } from "../../../src/augment/filters.ts";
import { mixAtSnr, normalizeLevel } from "../../../src/augment/level.ts";
import { randomRoom, roomResponse } from "../../../src/augment/room_response.ts";
import { createRandom, type Random } from "../../../src/random.ts";
import { resample } from "../../../src/resample/mod.ts";
import { babbleOfCry } from "./babble_of_cry.ts";
import { childVoice } from "./child_voice.ts";
import { speak } from "./espeak.ts";
import { laughOfCry } from "./laugh_of_cry.ts";
import type { Family, Recording } from "./recording.ts";
import { melody, signalTone } from "./synthetic_tones.ts";
import { drawUtterance, type Manner } from "./utterances.ts";
import { imitate, type Imitation } from "./synthetic_voices.ts";
import { SAMPLE_RATE_HZ } from "./voice_synth.ts";

/** One kind of sound that is made. */
interface Recipe {
  readonly kind: string;
  readonly family: Family;
  readonly from: readonly Family[];
  /** In all folds together. */
  readonly count: number;
  make(scene: Scene, random: Random): Promise<Float32Array> | Float32Array;
}

/** What a recipe may draw on: the real recordings of one fold. */
interface Scene {
  readonly real: readonly Recording[];
  pick(random: Random, ...families: readonly Family[]): Promise<Float32Array>;
}

/** What is done to all parts of a recording alike. */
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
  strings("fast_speech", "speech", 6, atSpeed(1, 2.2), 150),
  strings("fast_adult_vocal", "adult_vocal", 2, atSpeed(1, 2.2), 150),
  strings("child_speech", "speech", 4, CHILD, 250),
  strings("child_vocal", "adult_vocal", 4, CHILD, 200),
  strings("shifted_animal", "animal", 4, atPitch(0.6, 1.6), 120),
  strings("shifted_music", "music", 4, atPitch(0.7, 1.5), 80),
  strings("reading", "speech", 3, atPitch(0.8, 1.5), 120, isRead),
  spoken("espeak_reading", "speech", "read", 150),
  spoken("espeak_child", "speech", "child", 120),
  spoken("espeak_laugh", "adult_vocal", "laugh", 100),
  spoken("espeak_babble", "speech", "babble", 80),
  spoken("espeak_call", "speech", "call", 50),
  imitated("made_laugh", "adult_vocal", "laugh", 250),
  imitated("made_babble", "speech", "babble", 100),
  imitated("made_squeal", "adult_vocal", "squeal", 60),
  imitated("made_sob", "adult_vocal", "sob", 60),
  imitated("made_mew", "animal", "mew", 50),
  imitated("made_bark", "animal", "bark", 40),
  toned("made_signal", "siren", signalTone, 100),
  toned("made_melody", "music", melody, 100),
  { kind: "play", family: "speech", from: ["speech", "adult_vocal"], count: 120, make: play },
  ofCries("laugh_of_cry", laughOfCry, 140),
  ofCries("babble_of_cry", babbleOfCry, 120),
];

/**
 * Strings of sounds played faster or at another pitch, eSpeak NG's speech, laughter and babble, imitated voices and tones,
 * and many of them at once. Each is in the fold of what it is made from.
 */
export function madeRecordings(real: readonly Recording[], seed: number): Recording[] {
  const folds = [...new Set(real.map(({ fold }) => fold))].sort();
  const scenes = folds.map((fold) => sceneOf(real.filter((r) => r.fold === fold)));
  return RECIPES.flatMap(({ kind, family, from, count, make }) =>
    Array.from({ length: count }, (_, i): Recording => {
      const id = `${kind}/${i}`;
      const fold = i % folds.length;
      return {
        ...{ id, kind, family, from, y: 0, group: id, cryChannel: "", made: true },
        fold: folds[fold]!,
        samples: async () => {
          const random = createRandom("made", seed, id);
          return normalizeLevel(await make(scenes[fold]!, random), random.between(-40, -15));
        },
      };
    })
  );
}

function sceneOf(real: readonly Recording[]): Scene {
  return {
    real,
    async pick(random, ...families) {
      const family = families[random.below(families.length)]!;
      const of = real.filter((r) => r.family === family);
      return await of[random.below(of.length)]!.samples();
    },
  };
}

function isRead({ kind }: Recording): boolean {
  return kind === "read_speech" || kind === "speech";
}

function strings(
  kind: string,
  family: Family,
  most: number,
  change: Change,
  count: number,
  chosen: (recording: Recording) => boolean = () => true,
): Recipe {
  return {
    ...{ kind, family, from: [family], count },
    async make({ real }, random) {
      const parts = real.filter((r) => r.family === family && chosen(r));
      const changed = change(random);
      const sounds: Float32Array[] = [];
      for (let i = random.below(most); i >= 0; i--) {
        const part = await parts[random.below(parts.length)]!.samples();
        sounds.push(changed(part), new Float32Array(random.below(SAMPLE_RATE_HZ / 4)));
      }
      return inRoom(concatenate(sounds).subarray(0, 8 * SAMPLE_RATE_HZ), random);
    },
  };
}

function spoken(kind: string, family: Family, manner: Manner, count: number): Recipe {
  return {
    ...{ kind, family, count },
    // What laughs in words is speech too.
    from: [...new Set<Family>(["speech", family])],
    async make(_, random) {
      return inRoom(await utterance(manner, random), random);
    },
  };
}

async function utterance(manner: Manner, random: Random): Promise<Float32Array> {
  const voice = await speak(drawUtterance(manner, random));
  const speed = manner === "read" ? random.between(0.95, 1.1) : random.between(1.2, 1.8);
  return faster(voice, speed).subarray(0, 8 * SAMPLE_RATE_HZ);
}

function imitated(kind: string, family: Family, what: Imitation, count: number): Recipe {
  return {
    ...{ kind, family, count, from: [family] },
    make: (_, random) => inRoom(imitate(what, random.between(3, 7), random), random),
  };
}

function ofCries(
  kind: string,
  change: (cry: Float32Array, random: Random) => Float32Array,
  count: number,
): Recipe {
  return {
    ...{ kind, family: "adult_vocal", from: ["adult_vocal"], count },
    make: async ({ pick }, random) => inRoom(change(await pick(random, "cry"), random), random),
  };
}

function toned(
  kind: string,
  family: Family,
  tone: (seconds: number, random: Random) => Float32Array,
  count: number,
): Recipe {
  return {
    ...{ kind, family, count, from: [family] },
    make: (_, random) => inRoom(tone(random.between(3, 7), random), random),
  };
}

/** Several raised voices at once, each at its own place, over the noise of a home or a street. */
async function play({ pick }: Scene, random: Random): Promise<Float32Array> {
  const seconds = random.between(4, 8);
  let mixed = new Float32Array(Math.round(seconds * SAMPLE_RATE_HZ));
  for (let i = 2 + random.below(4); i > 0; i--) {
    const voice = await playingVoice(pick, seconds, random);
    const start = random.below(mixed.length / 2);
    const loud = normalizeLevel(inRoom(voice, random), random.between(-30, -18));
    mixed = mixed.map((x, j) => x + (loud[j - start] ?? 0));
  }
  const background = await pick(random, "household");
  return mixAtSnr(mixed, background, { snrDb: random.between(3, 25) });
}

async function playingVoice(
  pick: Scene["pick"],
  seconds: number,
  random: Random,
): Promise<Float32Array> {
  const what = random.below(5);
  if (what === 0) return CHILD(random)(await pick(random, "speech"));
  if (what === 1) return await utterance("call", random);
  if (what === 2) return await utterance("child", random);
  return imitate(what === 3 ? "squeal" : "laugh", random.between(1.5, seconds), random);
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
