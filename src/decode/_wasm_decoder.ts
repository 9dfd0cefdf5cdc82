import { damaged, formatName, unsupportedCodec } from "./_errors.ts";
import { foreignDecoder } from "./_optional_decoder.ts";
import type { PacketDecoder } from "./_packets.ts";

/** Part of the API of `@babycry/decoders` that is used. */
interface DecodersModule {
  createDecoder(codec: string, extraData?: Uint8Array): Promise<PacketDecoder>;
}

/**
 * Maximum length of a packet in bytes. Packets of encoders are much shorter, and the time of a call
 * grows with the packet.
 */
const PACKET_BYTES_MAX = 2 ** 20;
/** Beginning of the messages of the decoders that name an unsupported variant. */
const UNSUPPORTED = /^unsupported feature: (?:\w+: )?(.*)/;

/**
 * Creates a decoder of `@babycry/decoders`.
 *
 * @param container name of the container, for errors
 * @throws {DecodeError} when the configuration is damaged or unsupported; also from `decode`
 * @throws {UnavailableError} when the decoders are not installed or cannot run
 */
export async function wasmDecoder(
  container: string,
  codec: string,
  extraData?: Uint8Array,
): Promise<PacketDecoder> {
  const { createDecoder } = await foreignDecoder<DecodersModule>(
    "@babycry/decoders",
    () => import("../../decoders/mod.ts"),
    { compiles: false },
  );
  const format = formatName(container, codec);
  const check = (error: unknown) => {
    const variant = UNSUPPORTED.exec((error as Error).message)?.[1];
    return variant ? unsupportedCodec(container, variant, error) : error;
  };
  let decoder: PacketDecoder;
  try {
    decoder = await createDecoder(codec, extraData);
  } catch (error) {
    const known = check(error);
    throw known === error
      ? damaged(format, "expected a valid configuration, received an error of the decoder", error)
      : known;
  }
  return {
    decode(packet) {
      if (packet.length > PACKET_BYTES_MAX) {
        throw new RangeError(
          `Expected a packet of at most ${PACKET_BYTES_MAX} bytes, received ${packet.length}`,
        );
      }
      try {
        const samples = decoder.decode(packet);
        if (samples.every(isFinite)) return samples;
        throw new RangeError("Expected finite samples, received others");
      } catch (error) {
        throw check(error);
      }
    },
  };
}

/** Whether all samples are finite: the others are not zero when multiplied by zero. */
function isFinite(samples: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i]! * 0;
  return sum === 0;
}
