/**
 * Code of the audio worklet. A page whose content security policy forbids `blob:` serves it as a
 * file, and passes the address as `workletUrl`.
 */
export const MICROPHONE_WORKLET = `class BabycryMicrophone extends AudioWorkletProcessor {
  samples = new Float32Array(2048);
  filled = 0;
  process([channels]) {
    const first = channels[0];
    if (!first) return true;
    for (let i = 0; i < first.length; i++) {
      let sum = 0;
      for (const channel of channels) sum += channel[i];
      this.samples[this.filled++] = sum / channels.length;
      if (this.filled < this.samples.length) continue;
      this.port.postMessage(this.samples, [this.samples.buffer]);
      this.samples = new Float32Array(2048);
      this.filled = 0;
    }
    return true;
  }
}
registerProcessor("babycry-microphone", BabycryMicrophone);
`;
