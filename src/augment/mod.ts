/**
 * Augmentation: simulation of microphones, rooms, phones, codecs and noise, repeatable by a seed.
 *
 * @module
 */
export { createRandom, type Random } from "../random.ts";
export { gain, mixAtSnr, noiseGainAtSnr, normalizeLevel } from "./level.ts";
export { pitchShift } from "./pitch_shift.ts";
export { timeShift } from "./time_shift.ts";
export { timeStretch } from "./time_stretch.ts";
export { coloredNoise, lowPass, reverberate, tilt } from "./filters.ts";
export { convolve } from "./convolve.ts";
export { type Position, randomRoom, type Room, roomResponse } from "./room_response.ts";
export { equalize, type FrequencyCurve, randomMicrophone } from "./equalize.ts";
export { compress, overdrive } from "./dynamics.ts";
export { suppressNoise } from "./suppress_noise.ts";
export {
  AMR_NB_KBPS,
  type AmrRoundTrip,
  imaRoundTrip,
  loadAmrRoundTrip,
  muLawRoundTrip,
} from "./codecs.ts";
export { transformRoundTrip } from "./transform_codec.ts";
export { type DeviceOptions, simulateDevice } from "./simulate_device.ts";
export { originalVariants } from "./original_variants.ts";
export { matchedChannel, type PhoneVariantOptions, phoneVariants } from "./phone_variants.ts";
