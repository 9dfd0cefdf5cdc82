/**
 * Sounds that are no cries, from voices, words and instruments that training has none of.
 *
 * @module
 */
import { decode, toMono } from "../../../../src/decode/mod.ts";
import { createRandom, type Random } from "../../../../src/random.ts";
import { resample } from "../../../../src/resample/mod.ts";
import type { Family, Recording } from "../../sounds/recording.ts";
import { INPUT, runTool, toBytes, toSamples } from "./run_tool.ts";

const SAMPLE_RATE_HZ = 8000;
const OF_A_KIND = 40;

/** Voices and languages that `models/training/sounds/utterances.ts` leaves out. */
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

const KINDS: readonly (readonly [kind: string, family: Family, draw: Draw])[] = [
  ["unheard_reading", "speech", (random) => said(READING, [10, 60], [0.95, 1.05], random)],
  ["unheard_child", "speech", (random) => said(PLAYING, [60, 99], [1.25, 1.7], random)],
  ["unheard_laugh", "adult_vocal", (random) => said(LAUGHING, [60, 99], [1.3, 1.9], random)],
  ["unheard_babble", "speech", (random) => said(BABBLING, [60, 99], [1.2, 1.6], random)],
  ["unheard_play", "speech", play],
  ["unheard_siren", "siren", siren],
  ["unheard_strings", "music", strings],
];

/** Forty of each kind, the same in every run. Needs `espeak-ng` and `sox`. */
export function unheardSounds(): Recording[] {
  return KINDS.flatMap(([kind, family, draw]) =>
    Array.from({ length: OF_A_KIND }, (_, i): Recording => {
      const id = `${kind}/${i}`;
      return {
        ...{ id, kind, family, from: [family], group: id, cryChannel: "", made: true },
        y: 0,
        fold: i % 5,
        samples: () => draw(createRandom(id)),
      };
    })
  );
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.below(from.length)]!;
}

async function said(
  texts: readonly string[],
  pitch: readonly [number, number],
  speeds: readonly [number, number],
  random: Random,
): Promise<Float32Array> {
  const voice = `${pick(random, LANGUAGES.split(" "))}+${pick(random, VOICES.split(" "))}`;
  const args = ["-v", voice, "-p", `${Math.round(random.between(...pitch))}`, "--stdout"];
  args.push(
    "-s",
    `${Math.round(random.between(110, 260))}`,
    `${pick(random, texts)} ${pick(random, texts)}`,
  );
  const { samples, sampleRateHz } = toMono(await decode(runTool("espeak-ng", args)));
  const fromHz = Math.round(sampleRateHz * random.between(...speeds));
  return sox(resample(samples, { fromHz, toHz: SAMPLE_RATE_HZ }), hall(random));
}

/** Two to four voices, the later ones fainter. */
async function play(random: Random): Promise<Float32Array> {
  let mixed = new Float32Array(6 * SAMPLE_RATE_HZ);
  for (let i = 0, voices = 2 + random.below(3); i < voices; i++) {
    const texts = pick(random, [PLAYING, LAUGHING]);
    const voice = await said(texts, [60, 99], [1.25, 1.8], random);
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
