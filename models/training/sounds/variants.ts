import type { AmrRoundTrip } from "../../../src/augment/codecs.ts";
import { simulateDevice } from "../../../src/augment/simulate_device.ts";
import { mixAtSnr } from "../../../src/augment/level.ts";
import { matchedChannel, phoneVariants } from "../../../src/augment/phone_variants.ts";
import { createRandom, type Random } from "../../../src/random.ts";
import { resample } from "../../../src/resample/mod.ts";
import { type Kind, KINDS } from "./kinds.ts";
import { addLowNoise } from "./low_noise.ts";
import { type Recording, SAMPLE_RATE_HZ } from "./recording.ts";

/** A recording, unmodified or changed. */
export interface Variant {
  readonly name: string;
  /** Unmodified, through one channel for all recordings, or augmented for training alone. */
  readonly condition: "native" | "matched" | "augmented";
  /** Samples at 8 kHz. */
  readonly samples: Float32Array;
  /** Kinds of the sounds that were mixed in. */
  readonly addedKinds: readonly Kind[];
}

/** Options of {@link variantsOf}. */
export interface VariantOptions {
  readonly amr: AmrRoundTrip;
  readonly seed: number;
  /** Real negatives to mix in. */
  readonly backgrounds: readonly Recording[];
}

const PHONES = ["call", "ima_noise", "mixture", "room_speed", "far_call"] as const;
const MIXED: readonly string[] = ["mixture", "far_call"];
/** Share of the devices with hum, rumble or an offset. */
const LOW_NOISE_SHARE = 0.3;
const CRY_SPEEDS = [0.88, 1.13] as const;
/** Negatives that resemble cries: like cries, they get more devices. */
const HARD = /^(Siren|Clock alarm|Laughing|Car horn|read_speech|speech|music_song|song_.*)$/;
const HARD_KINDS: readonly Kind[] = ["animal", "children"];

/**
 * Yields a recording unmodified and through devices; a real one also through the matched channel and as
 * other phones record it.
 */
export async function* variantsOf(
  recording: Recording,
  options: VariantOptions,
): AsyncGenerator<Variant> {
  const samples = await recording.samples();
  yield { name: "native", condition: "native", samples, addedKinds: [] };
  if (recording.isSynthetic) {
    if (recording.label.startsWith("playground")) yield await telephone(samples, options);
    yield* devices(recording, samples, 1, options);
    return;
  }
  const matched = await matchedChannel(samples, options.amr);
  yield { name: "matched", condition: "matched", samples: matched, addedKinds: [] };
  yield* phones(recording, samples, options);
  const isHard = HARD.test(recording.label) || HARD_KINDS.includes(recording.kind);
  const count = recording.y === 1 ? 4 : isHard ? 3 : 1;
  yield* devices(recording, samples, count, options);
}

async function telephone(samples: Float32Array, { amr }: VariantOptions): Promise<Variant> {
  const changed = await matchedChannel(samples, amr);
  return { name: "telephone", condition: "augmented", samples: changed, addedKinds: [] };
}

async function* phones(
  recording: Recording,
  samples: Float32Array,
  options: VariantOptions,
): AsyncGenerator<Variant> {
  const { amr, seed } = options;
  const random = createRandom("phones", seed, recording.id);
  const background = backgroundOf(recording, options, random);
  const variants = await phoneVariants(samples, {
    amr,
    random,
    backgrounds: [await background.samples()],
    speeds: recording.y === 1 ? CRY_SPEEDS : [1, 2.2],
  });
  for (const [i, name] of PHONES.entries()) {
    const addedKinds = MIXED.includes(name) ? [background.kind] : [];
    yield { name, condition: "augmented", samples: variants[i]!, addedKinds };
  }
  const snrDb = random.between(3, 20);
  const mild = mixAtSnr(samples, await background.samples(), { snrDb });
  yield {
    ...{ name: "mild_mixture", condition: "augmented", samples: mild },
    addedKinds: [background.kind],
  };
}

/** Yields `device_0` unmodified, `device_1` at another speed, `device_2` with a background, and so on. */
async function* devices(
  recording: Recording,
  samples: Float32Array,
  count: number,
  options: VariantOptions,
): AsyncGenerator<Variant> {
  const { amr, seed } = options;
  for (let i = 0; i < count; i++) {
    const name = `device_${i}`;
    const random = createRandom(name, seed, recording.id);
    const addedKinds: Kind[] = [];
    let changed = samples;
    if (i % 3 === 1) {
      const [low, high] = recording.y === 1 ? CRY_SPEEDS : [0.8, 1.35];
      const fromHz = Math.round(SAMPLE_RATE_HZ * random.between(low, high));
      changed = resample(changed, { fromHz, toHz: SAMPLE_RATE_HZ });
    }
    if (i % 3 === 2) {
      const background = backgroundOf(recording, options, random);
      addedKinds.push(background.kind);
      const snrDb = random.between(3, 25);
      changed = mixAtSnr(changed, await background.samples(), { snrDb });
    }
    const lowNoise = random.uniform();
    if (lowNoise < LOW_NOISE_SHARE / 2) changed = addLowNoise(changed, random);
    changed = await simulateDevice(changed, { random, amr });
    if (lowNoise > 1 - LOW_NOISE_SHARE / 2) changed = addLowNoise(changed, random);
    yield { name, condition: "augmented", samples: changed, addedKinds };
  }
}

/** Draws a background of the same fold and another group, so that no fold contains sounds of another. */
function backgroundOf(
  recording: Recording,
  { backgrounds }: VariantOptions,
  random: Random,
): Recording {
  const near = backgrounds.filter((other) =>
    other.fold === recording.fold && other.group !== recording.group
  );
  const kinds = KINDS.filter((kind) => near.some((other) => other.kind === kind));
  const kind = kinds[random.below(kinds.length)]!;
  const ofKind = near.filter((other) => other.kind === kind);
  return ofKind[random.below(ofKind.length)]!;
}
