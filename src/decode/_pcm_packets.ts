import type { OpenedAudio } from "./opened_audio.ts";
import { decodePcm, type PcmLayout } from "./_pcm.ts";
import type { Packets } from "./_packets.ts";

/** Opens uncompressed samples in packets of whole frames. */
export function openPcmPackets(
  format: string,
  stream: {
    readonly sampleRateHz: number;
    readonly channels: number;
    readonly layout: PcmLayout;
  },
  packets: Packets,
): OpenedAudio {
  const { sampleRateHz, channels, layout } = stream;
  const blocks = async function* (): OpenedAudio["blocks"] {
    for (;;) {
      const { done, value } = await packets.next();
      if (done) return value;
      const samples = decodePcm(value, layout, channels);
      if (samples[0]!.length > 0) yield samples;
    }
  };
  return { format, sampleRateHz, channelCount: channels, blocks: blocks() };
}
