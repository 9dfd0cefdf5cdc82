/** Kinds of sound that are held out one at a time. */
export const KINDS = [
  "speech",
  "children",
  "adult_vocal",
  "animal",
  "siren",
  "music",
  "household",
] as const;

/** Kind of sound: one of {@link KINDS}, or `cry`. */
export type Kind = typeof KINDS[number] | "cry";

const ANIMALS =
  /^(Cat|Chirping birds|Cow|Crickets|Crow|Dog|Hen|Insects \(flying\)|Pig|Rooster|dude_miaowing|Garden|(animal|birds?|cat|chicken|cow|coyote|crow|dolphin|duck|giraffe|gorilla|horse|jaguar|leopard|lion|sea|sheep|tiger|turkey|wolf)_.*|bear|birds?|birds1|camel|canary|chicken|frog|goose|hyena|lamb|loon|peacock|penguin|quail|seagull|squirrel|toucan|whale|zebra)$/;
const SIRENS =
  /^(Car horn|Church bells|Clock alarm|Siren|bicycle_horn|church_bells|doorbell|vehicle_horn|whistle)$/;
const MUSIC = /^(music_.*|song_.*|arcade_music|cinematic|jazz_guitar|Xylo1)$/;
const ADULTS = /^(HumanBeatbox\d|snoring)$/;

/** Kind of a recording, from its row in `manifest.csv`. */
export function kindOf(coarse: string, label: string): Kind {
  // Two infants who sneeze are children too.
  if (label.startsWith("child_speech") || coarse === "infant_noncry") return "children";
  if (coarse === "cry" || coarse === "speech" || coarse === "adult_vocal") return coarse;
  if (ADULTS.test(label)) return "adult_vocal";
  if (ANIMALS.test(label)) return "animal";
  if (SIRENS.test(label)) return "siren";
  return MUSIC.test(label) ? "music" : "household";
}
