/**
 * Recordings changed as microphones, rooms, phones and noise would have changed them. Seeded.
 *
 * @module
 */
export { createRandom, type Random } from "../random.ts";
export { gain, mixAtSnr, toLevel } from "./level.ts";
export { colouredNoise, lowPass, reverberate, tilt } from "./filters.ts";
export { AMR_NB_KBPS, type AmrRoundTrip, imaRoundTrip, loadAmrRoundTrip } from "./codecs.ts";
export { matchedChannel, type PhoneVariantOptions, phoneVariants } from "./phone_variants.ts";
