import type { AmrRoundTrip } from "../../../src/augment/codecs.ts";
import { simulateDevice } from "../../../src/augment/simulate_device.ts";
import { mixAtSnr } from "../../../src/augment/level.ts";
import { matchedChannel, phoneVariants } from "../../../src/augment/phone_variants.ts";
import { createRandom, type Random } from "../../../src/random.ts";
import { resample } from "../../../src/resample/mod.ts";
import { FAMILIES, type Family, type Recording } from "./recording.ts";

/** A recording after something was done to it. */
export interface Variant {
  readonly name: string;
  readonly channel: "native" | "matched" | "augmented";
  /** At 8 kHz. */
  readonly samples: Float32Array;
  /** Families that were mixed in. */
  readonly added: readonly Family[];
}

/** What variants are made with. */
export interface VariantOptions {
  readonly amr: AmrRoundTrip;
  readonly seed: number;
  /** Real negatives. */
  readonly backgrounds: readonly Recording[];
}

const PHONES = ["call", "ima_noise", "mixture", "room_speed", "far_call"] as const;
const MIXED: readonly string[] = ["mixture", "far_call"];
const CRY_SPEEDS = [0.88, 1.13] as const;
/** Negatives that were hard to tell from cries are heard through more devices, as cries are. */
const HARD =
  /^(Cat|Dog|Hen|Rooster|Crow|Cow|Pig|Siren|Clock alarm|Laughing|Car horn|read_speech|speech|music_song|dude_miaowing|bird|whale)$/;

/** A recording as it is, through the matched channel, and as other phones and rooms give it. */
export async function* variantsOf(
  recording: Recording,
  options: VariantOptions,
): AsyncGenerator<Variant> {
  const samples = await recording.samples();
  yield { name: "native", channel: "native", samples, added: [] };
  if (recording.made) {
    yield* devices(recording, samples, 1, options);
    return;
  }
  const matched = await matchedChannel(samples, options.amr);
  yield { name: "matched", channel: "matched", samples: matched, added: [] };
  yield* phones(recording, samples, options);
  const count = recording.y === 1 ? 4 : HARD.test(recording.kind) ? 3 : 1;
  yield* devices(recording, samples, count, options);
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
    const added = MIXED.includes(name) ? [background.family] : [];
    yield { name, channel: "augmented", samples: variants[i]!, added };
  }
}

/** `device_0` as it is, `device_1` at another speed, `device_2` with something else, and on. */
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
    const added: Family[] = [];
    let changed = samples;
    if (i % 3 === 1) {
      const [low, high] = recording.y === 1 ? CRY_SPEEDS : [0.8, 1.35];
      const fromHz = Math.round(8000 * random.between(low, high));
      changed = resample(changed, { fromHz, toHz: 8000 });
    }
    if (i % 3 === 2) {
      const background = backgroundOf(recording, options, random);
      added.push(background.family);
      const snrDb = random.between(3, 25);
      changed = mixAtSnr(changed, await background.samples(), { snrDb });
    }
    changed = await simulateDevice(changed, { random, amr });
    yield { name, channel: "augmented", samples: changed, added };
  }
}

/** Only negatives of the clip's own fold are mixed in, so that no fold hears another's. */
function backgroundOf(
  recording: Recording,
  { backgrounds }: VariantOptions,
  random: Random,
): Recording {
  const near = backgrounds.filter((other) =>
    other.fold === recording.fold && other.group !== recording.group
  );
  const families = FAMILIES.filter((family) => near.some((other) => other.family === family));
  const family = families[random.below(families.length)]!;
  const ofFamily = near.filter((other) => other.family === family);
  return ofFamily[random.below(ofFamily.length)]!;
}
