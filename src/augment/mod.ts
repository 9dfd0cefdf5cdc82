/**
 * Recordings changed as microphones, rooms, phones and noise would have changed them. Seeded.
 *
 * @module
 */
export { createRandom, type Random } from "../random.ts";
export { gain, mixAtSnr, noiseGainAtSnr, toLevel } from "./level.ts";
export { pitchShift } from "./pitch_shift.ts";
export { timeShift } from "./time_shift.ts";
export { timeStretch } from "./time_stretch.ts";
export { colouredNoise, lowPass, reverberate, tilt } from "./filters.ts";
export { AMR_NB_KBPS, type AmrRoundTrip, imaRoundTrip, loadAmrRoundTrip } from "./codecs.ts";
export { originalVariants } from "./original_variants.ts";
export { matchedChannel, type PhoneVariantOptions, phoneVariants } from "./phone_variants.ts";
