/**
 * Sounds other than cries, from voices, words and instruments that training does not use.
 *
 * @module
 */
import { decode, toMono } from "../../../../src/decode/mod.ts";
import { createRandom, type Random } from "../../../../src/random.ts";
import { resample } from "../../../../src/resample/mod.ts";
import type { Kind } from "../../sounds/kinds.ts";
import { type Recording, SAMPLE_RATE_HZ } from "../../sounds/recording.ts";
import { INPUT, runTool, toBytes, toSamples } from "./run_tool.ts";

/** Number of recordings of each sound. */
const COUNT = 40;

/** Voices and languages that are not in `models/training/sounds/utterances.ts`. */
const VOICES = "klatt3 klatt4 klatt6 Lee Jacky Mario Michael Zac sandro Tweaky grandma Rob travis" +
  " shelby Denis Ed Henrique Quincy Pablo Storm";
const LANGUAGES = "af ca cy et hr is la lt lv mk ms sk sq sr bg eo sl eu ga mt";
const READING = [
  "lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt",
  "veni vidi vici, gallia est omnis divisa in partes tres, quarum unam incolunt belgae",
  "quo usque tandem abutere catilina patientia nostra, quam diu etiam furor iste tuus nos eludet",
];
const LAUGHING = [
  "tee hee hee hee",
  "mwahahaha",
  "aha ha ha ha, oho ho",
  "wahahaha heehee",
  "ihihihihi ih ih",
];
const BABBLING = [
  "wawawa yaya",
  "pupupu kaka taka",
  "ata ata da tee",
  "nganga abobo",
  "bwa bwa, mimi mi",
];
const PLAYING = [
  "my turn, my turn!",
  "you can't catch me!",
  "look at meee!",
  "oh nooo, it fell down!",
  "again, do it again!",
];

type Draw = (random: Random) => Float32Array | Promise<Float32Array>;

const SOUNDS: readonly (readonly [name: string, kind: Kind, draw: Draw])[] = [
  ["reading", "speech", (random) => speak(READING, [10, 60], [0.95, 1.05], random)],
  ["child", "speech", (random) => speak(PLAYING, [60, 99], [1.25, 1.7], random)],
  ["laugh", "adult_vocal", (random) => speak(LAUGHING, [60, 99], [1.3, 1.9], random)],
  ["babble", "speech", (random) => speak(BABBLING, [60, 99], [1.2, 1.6], random)],
  ["play", "speech", play],
  ["siren", "siren", siren],
  ["strings", "music", strings],
];

/** Lists forty recordings of each sound, the same in every run. Needs `espeak-ng` and `sox`. */
export function unseenSounds(): Recording[] {
  return SOUNDS.flatMap(([name, kind, draw]) =>
    Array.from({ length: COUNT }, (_, i): Recording => {
      const label = `unseen_${name}`;
      const id = `${label}/${i}`;
      return {
        ...{ id, label, kind, relatedKinds: [kind], group: id, cryFormat: "", isSynthetic: true },
        y: 0,
        fold: i % 5,
        // The seed keeps an earlier name: with another, the sounds would change.
        samples: () => draw(createRandom(`unheard_${name}/${i}`)),
      };
    })
  );
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.below(from.length)]!;
}

/** Synthesizes two texts in one voice, at a speed that also changes the pitch. */
async function speak(
  texts: readonly string[],
  pitch: readonly [number, number],
  speeds: readonly [number, number],
  random: Random,
): Promise<Float32Array> {
  const voice = `${pick(random, LANGUAGES.split(" "))}+${pick(random, VOICES.split(" "))}`;
  const args = ["-v", voice, "-p", `${Math.round(random.between(...pitch))}`, "--stdout"];
  args.push("-s", `${Math.round(random.between(110, 260))}`);
  args.push(`${pick(random, texts)} ${pick(random, texts)}`);
  const { samples, sampleRateHz } = toMono(await decode(runTool("espeak-ng", args)));
  const fromHz = Math.round(sampleRateHz * random.between(...speeds));
  return sox(resample(samples, { fromHz, toHz: SAMPLE_RATE_HZ }), hall(random));
}

/** Two to four voices at once. */
async function play(random: Random): Promise<Float32Array> {
  let mixed = new Float32Array(6 * SAMPLE_RATE_HZ);
  for (let i = 0, voices = 2 + random.below(3); i < voices; i++) {
    const texts = pick(random, [PLAYING, LAUGHING]);
    const voice = await speak(texts, [60, 99], [1.25, 1.8], random);
    const start = random.below(mixed.length / 2);
    const gain = random.between(0.3, 1);
    mixed = mixed.map((x, j) => x + gain * (voice[j - start] ?? 0));
  }
  return mixed;
}

function siren(random: Random): Float32Array {
  const low = Math.round(random.between(400, 800));
  const high = Math.round(low * random.between(1.3, 2.6));
  const shape = pick(random, ["sine", "square", "triangle", "sawtooth"]);
  const seconds = random.between(0.25, 2.5).toFixed(2);
  const up = `synth ${seconds} ${shape} ${low}:${high}`;
  return sox(
    new Float32Array(),
    `${up} repeat ${Math.ceil(6 / Number(seconds))} trim 0 6 gain -8 ${hall(random)}`,
  );
}

/** Plucked chords, one after the other. */
function strings(random: Random): Float32Array {
  const chords = Array.from({ length: 4 }, () => {
    const root = random.between(110, 440);
    const notes = [1, 1.26, 1.5].map((ratio) => `pluck ${(root * ratio).toFixed(1)}`).join(" ");
    return sox(
      new Float32Array(),
      `synth ${random.between(0.5, 1.8).toFixed(2)} ${notes} remix - gain -6`,
    );
  });
  const line = Float32Array.from(chords.flatMap((chord) => [...chord]));
  return sox(line, hall(random));
}

function hall(random: Random): string {
  return `gain -6 reverb ${Math.round(random.between(10, 90))} 50 ${
    Math.round(random.between(20, 100))
  }`;
}

function sox(samples: Float32Array, effects: string): Float32Array {
  const raw = ["-t", "f32", "-r", `${SAMPLE_RATE_HZ}`];
  const source = samples.length > 0
    ? [...raw, "-c", "1", INPUT]
    : ["-n", "-r", `${SAMPLE_RATE_HZ}`];
  const args = ["-R", "-V0", ...source, ...raw, "-c", "1", "-", ...effects.split(" ")];
  return toSamples(runTool("sox", args, toBytes(samples)));
}
