import { damaged } from "./_errors.ts";
import { createIma4, IMA4_PACKET_BYTES, IMA4_PACKET_FRAMES } from "./ima_adpcm.ts";
import { decodePcm, type PcmLayout, pcmName } from "./_pcm.ts";

/** Codec whose units have one size. */
export interface UnitCodec {
  /** Container and codec. */
  readonly format: string;
  /** Length of a unit with all channels, in bytes. */
  readonly unitBytes: number;
  /** Number of frames in a unit. */
  readonly unitFrames: number;
  /**
   * Decodes consecutive units; bytes after the last whole one are ignored.
   *
   * @param first index of the first unit, for errors
   */
  decode(units: Uint8Array, first: number): readonly Float32Array[];
}

/** Creates the codec of linear PCM, float, A-law or mu-law. */
export function pcmCodec(container: string, layout: PcmLayout, channels: number): UnitCodec {
  return {
    format: `${container}/${pcmName(layout)}`,
    unitBytes: layout.bytesPerSample * channels,
    unitFrames: 1,
    decode: (units) => decodePcm(units, layout, channels),
  };
}

/** Creates the codec of Apple's IMA ADPCM. */
export function ima4Codec(container: string, channels: number): UnitCodec {
  const format = `${container}/ima4`;
  const decode = createIma4(channels);
  return {
    format,
    unitBytes: IMA4_PACKET_BYTES * channels,
    unitFrames: IMA4_PACKET_FRAMES,
    decode(units, first) {
      const decoded = decode(units);
      if (typeof decoded !== "number") return decoded;
      const packet = first + decoded;
      throw damaged(format, `expected a step index up to 88 in packet ${packet}, received more`);
    },
  };
}
