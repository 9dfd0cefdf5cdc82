import { dataView } from "./_bytes.ts";

const STEP_INDEX_MAX = 88;

/** Step sizes by index. @see IMA Digital Audio Doc-Pac, 1992, tables 1 and 2 */
// deno-fmt-ignore
export const IMA_STEPS: Uint16Array = /* @__PURE__ */ Uint16Array.of(
  7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80,
  88, 97, 107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544,
  598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024,
  3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899,
  15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
);
/** Changes of the step index, by the magnitude bits of a nibble. */
export const IMA_INDEX_STEPS: Int8Array = /* @__PURE__ */ Int8Array.of(-1, -1, -1, -1, 2, 4, 6, 8);

/** Length of a channel's packet in CAF and AIFF-C, in bytes. */
export const IMA4_PACKET_BYTES = 34;
/** Number of samples in a channel's packet in CAF and AIFF-C. */
export const IMA4_PACKET_FRAMES = 64;

/** State of the predictor of a channel. */
interface State {
  predictor: number;
  index: number;
}

/** Decodes a nibble as Apple does: shifts each part of the step separately. */
function nextShifted(state: State, nibble: number): number {
  const step = IMA_STEPS[state.index]!;
  let difference = step >> 3;
  if (nibble & 4) difference += step;
  if (nibble & 2) difference += step >> 1;
  if (nibble & 1) difference += step >> 2;
  return advance(state, nibble, difference);
}

/** Decodes a nibble as common WAV decoders do: one product, one shift. */
function nextProduct(state: State, nibble: number): number {
  return advance(state, nibble, (2 * (nibble & 7) + 1) * IMA_STEPS[state.index]! >> 3);
}

function advance(state: State, nibble: number, difference: number): number {
  const value = nibble & 8 ? state.predictor - difference : state.predictor + difference;
  state.predictor = value > 32767 ? 32767 : value < -32768 ? -32768 : value;
  const index = state.index + IMA_INDEX_STEPS[nibble & 7]!;
  state.index = index < 0 ? 0 : index > STEP_INDEX_MAX ? STEP_INDEX_MAX : index;
  return state.predictor / 32768;
}

/**
 * Creates a decoder of consecutive IMA4 packets of CAF and AIFF-C. Packets of the channels
 * alternate; each starts with the upper nine bits of its predictor and its step index. The nine
 * bits replace the running predictor only if the two differ, as in Apple's decoder.
 *
 * @returns function that decodes whole packets to the samples of each channel, or returns the index
 *   of the packet whose step index is out of range
 */
export function createIma4(channels: number): (packets: Uint8Array) => Float32Array[] | number {
  const stride = IMA4_PACKET_BYTES * channels;
  const states = Array.from({ length: channels }, (): State => ({ predictor: 0, index: 0 }));
  return (bytes) => {
    const packets = Math.floor(bytes.length / stride);
    const decoded: Float32Array[] = [];
    for (const [channel, state] of states.entries()) {
      const out = new Float32Array(packets * IMA4_PACKET_FRAMES);
      for (let packet = 0; packet < packets; packet++) {
        const at = packet * stride + channel * IMA4_PACKET_BYTES;
        const packetBytes = bytes.subarray(at, at + IMA4_PACKET_BYTES);
        if (!readPacket(out, packet * IMA4_PACKET_FRAMES, packetBytes, state)) return packet;
      }
      decoded.push(out);
    }
    return decoded;
  };
}

/** Decodes a packet of a channel into `out`. @returns whether its step index is in range */
function readPacket(out: Float32Array, from: number, packet: Uint8Array, state: State): boolean {
  const header = (packet[0]! << 24 | packet[1]! << 16) >> 16;
  const index = header & 0x7f;
  const predictor = header & ~0x7f;
  if (index > STEP_INDEX_MAX) return false;
  if (index !== state.index || Math.abs(predictor - state.predictor) > 0x7f) {
    state.predictor = predictor;
    state.index = index;
  }
  for (let k = 2, i = from; k < IMA4_PACKET_BYTES; k++) {
    const pair = packet[k]!;
    out[i++] = nextShifted(state, pair & 15);
    out[i++] = nextShifted(state, pair >> 4);
  }
  return true;
}

/** Number of samples per channel in a WAV IMA ADPCM block of `bytes` bytes. */
export function imaWavBlockFrames(bytes: number, channels: number): number {
  const groups = Math.floor((bytes - 4 * channels) / (4 * channels));
  return groups < 0 ? 0 : 1 + 8 * groups;
}

/**
 * Decodes blocks of WAV IMA ADPCM (format tag 0x11): first sample and step index of each channel,
 * then four bytes of each channel in turn. A short last block is decoded as far as possible.
 *
 * @returns samples of each channel, or the index of the block whose step index is out of range
 */
export function decodeImaWav(
  bytes: Uint8Array,
  channels: number,
  blockBytes: number,
): Float32Array[] | number {
  const view = dataView(bytes);
  const wholeBlocks = Math.floor(bytes.length / blockBytes);
  const wholeFrames = imaWavBlockFrames(blockBytes, channels);
  const lastFrames = imaWavBlockFrames(bytes.length % blockBytes, channels);
  const decoded: Float32Array[] = [];
  for (let channel = 0; channel < channels; channel++) {
    const out = new Float32Array(wholeBlocks * wholeFrames + lastFrames);
    let i = 0;
    for (let block = 0; i < out.length; block++) {
      const at = block * blockBytes + channel * 4;
      const state: State = { predictor: view.getInt16(at, true), index: bytes[at + 2]! };
      if (state.index > STEP_INDEX_MAX) return block;
      out[i++] = state.predictor / 32768;
      const frames = block < wholeBlocks ? wholeFrames : lastFrames;
      for (let k = 1, group = at + 4 * channels; k < frames; k += 8, group += 4 * channels) {
        for (let byte = group; byte < group + 4; byte++) {
          const pair = bytes[byte]!;
          out[i++] = nextProduct(state, pair & 15);
          out[i++] = nextProduct(state, pair >> 4);
        }
      }
    }
    decoded.push(out);
  }
  return decoded;
}
