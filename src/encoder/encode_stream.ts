import type { EncodedWindow } from "./encoded_window.ts";
import type { Encoder } from "./encoder.ts";
import { WindowStream, type WindowStreamOptions } from "./window_stream.ts";

/** Options for {@link encodeStream}. */
export type EncodeStreamOptions = WindowStreamOptions;

/**
 * Encodes the windows of a live recording. Each whole window is yielded as soon as its last
 * sample was resampled; partial windows follow at the end of the stream. The result has the same
 * bits for any division into pieces. It is bit-identical to `encodeWindows` of the whole recording;
 * with `lowDelay` it differs by rounding. Memory does not grow with the recording.
 *
 * @param pieces consecutive samples, mono, `[n]` each, of any length
 * @param encoders at least one
 * @throws {RangeError} when there is no encoder
 */
export async function* encodeStream(
  pieces: AsyncIterable<Float32Array>,
  encoders: readonly Encoder[],
  options: EncodeStreamOptions,
): AsyncGenerator<EncodedWindow> {
  const windows = new WindowStream(encoders, options);
  for await (const piece of pieces) yield* windows.process(piece);
  yield* windows.flush();
}
