/**
 * WebAssembly decoders of AAC-LC, ALAC, AMR, Opus, Vorbis, MP1, MP2 and MP3, packet by packet.
 *
 * They are those of Symphonia, under the Mozilla Public License 2.0, libopus, under the BSD license,
 * and opencore-amr, under the Apache License 2.0.
 *
 * @module
 */
import { createAmrDecoder } from "./amr/mod.ts";
import { compile } from "./compile.ts";

/** Codecs of the main module, at the index that it knows them by. */
const CODECS = ["aac", "alac", "vorbis", "mp1", "mp2", "mp3", "opus"] as const;

/** Codec of the packets. */
export type Codec = typeof CODECS[number] | "amr_nb" | "amr_wb";

/** Decoder of one stream. */
export interface PacketDecoder {
  /**
   * Decodes a packet.
   *
   * @returns samples of each channel, `[frames]`, -1 to 1; views that are valid until the next call
   * @throws {Error} when the packet is damaged or unsupported; the next one may be valid
   * @throws {WebAssembly.RuntimeError} when the decoder failed; it cannot be used again
   */
  decode(packet: Uint8Array): Float32Array[];
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  input(bytes: number): number;
  open(codec: number): number;
  decode(): number;
  channels(): number;
  output(channel: number): number;
  error(): number;
  error_bytes(): number;
}

let compiling: Promise<WebAssembly.Module> | undefined;

/**
 * Creates a decoder. The first call compiles the module.
 *
 * @param codec codec of the packets
 * @param extraData `aac`: AudioSpecificConfig; `alac`: magic cookie; `vorbis`: the identification
 * and setup packets, one after the other, or all three in Xiph's lacing; `opus`: the numbers of
 * channels, streams and coupled streams, and the channel mapping; none for the others. Packets of AMR
 * are frames with their headers
 * @throws {Error} when the extra data is damaged or unsupported
 */
export async function createDecoder(
  codec: Codec,
  extraData: Uint8Array = new Uint8Array(),
): Promise<PacketDecoder> {
  if (codec === "amr_nb" || codec === "amr_wb") return await createAmrDecoder(codec);
  const module = await (compiling ??= compile());
  const instance = await WebAssembly.instantiate(module);
  const core = instance.exports as unknown as Exports;
  const write = (bytes: Uint8Array) => {
    const at = core.input(bytes.length);
    new Uint8Array(core.memory.buffer, at, bytes.length).set(bytes);
  };
  const failure = () =>
    new Error(
      new TextDecoder().decode(
        new Uint8Array(core.memory.buffer, core.error(), core.error_bytes()),
      ),
    );
  write(extraData);
  if (core.open(CODECS.indexOf(codec)) < 0) throw failure();
  return {
    decode(packet) {
      write(packet);
      const frames = core.decode();
      if (frames < 0) throw failure();
      return Array.from(
        { length: core.channels() },
        (_, channel) => new Float32Array(core.memory.buffer, core.output(channel), frames),
      );
    },
  };
}
