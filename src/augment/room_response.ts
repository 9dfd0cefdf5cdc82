import { checkNumber } from "../check_option.ts";
import type { Random } from "../random.ts";

/** Smallest distance of source and microphone; closer, the echoes are negligible. */
const NEAREST_METRES = 0.01;
const SPEED_OF_SOUND = 343;
/** Duration of the early echoes, which are simulated one by one; later ones are noise. */
const EARLY_SECONDS = 0.06;
const SINC_HALF = 8;

const ACTION = "Simulating a room";

/** Point in a room, in meters along its length, width and height. */
export type Position = readonly [x: number, y: number, z: number];

/** Room with a source and a microphone in it. */
export interface Room {
  /** Length, width and height, in meters. */
  readonly sizeMetres: Position;
  /** Position of the source, in meters. */
  readonly sourceMetres: Position;
  /** Position of the microphone, in meters. */
  readonly microphoneMetres: Position;
  /** Time in which sound decays by 60 dB, in seconds. */
  readonly t60Seconds: number;
}

/**
 * Computes the impulse response of a shoebox room with six equal walls: direct sound and early
 * echoes by image sources, then a tail of noise with the same decay. The direct sound has amplitude
 * 1 and is delayed by its travel time.
 *
 * @param options `random` draws the tail
 * @returns impulse response, `[n]`
 * @throws {RangeError} when a position is outside of the room, source and microphone are closer
 *   than 1 cm, or no walls give the room the decay time `t60Seconds`
 * @see Allen and Berkley, "Image method for efficiently simulating small-room acoustics", 1979
 *
 * @example
 * ```ts
 * import { createRandom, roomResponse } from "@babycry/babycry/augment";
 * import assert from "node:assert/strict";
 *
 * const response = roomResponse({
 *   sizeMetres: [4, 3, 2.5],
 *   sourceMetres: [1, 1.2, 1.5],
 *   microphoneMetres: [1.5, 1.2, 1.5],
 *   t60Seconds: 0.4,
 *   sampleRateHz: 8000,
 *   random: createRandom(1),
 * });
 * const direct = Math.round(0.5 / 343 * 8000);
 * assert.equal(response.indexOf(Math.max(...response)), direct);
 * ```
 */
export function roomResponse(
  options: Room & { readonly sampleRateHz: number; readonly random: Random },
): Float32Array {
  const { sizeMetres, sourceMetres, microphoneMetres, t60Seconds, sampleRateHz, random } = options;
  for (const metres of [...sizeMetres, ...sourceMetres, ...microphoneMetres]) {
    checkNumber(ACTION, "coordinates", metres);
  }
  checkNumber(ACTION, "t60Seconds", t60Seconds, { above: 0 });
  checkNumber(ACTION, "sampleRateHz", sampleRateHz, { above: 0 });
  const distance = (a: Position) => Math.hypot(...a.map((v, i) => v - microphoneMetres[i]!));
  for (const place of [sourceMetres, microphoneMetres]) {
    if (place.every((v, i) => v >= 0 && v <= sizeMetres[i]!)) continue;
    throw new RangeError(
      `${ACTION}: expected positions inside of ${sizeMetres.join(" x ")} m, ` +
        `received [${place.join(", ")}]`,
    );
  }
  const direct = distance(sourceMetres);
  if (!(direct >= NEAREST_METRES)) {
    throw new RangeError(
      `${ACTION}: expected source and microphone at least ${NEAREST_METRES} m apart, ` +
        `received ${direct} m`,
    );
  }
  const reflection = wallReflection(sizeMetres, t60Seconds);
  const out = new Float32Array(
    Math.ceil((direct / SPEED_OF_SOUND + Math.max(EARLY_SECONDS, t60Seconds)) * sampleRateHz),
  );
  const early = direct / SPEED_OF_SOUND + EARLY_SECONDS;
  const axes = sizeMetres.map((length, i) =>
    imagesOnAxis(length, sourceMetres[i]!, early * SPEED_OF_SOUND)
  );
  for (const [x, nx] of axes[0]!) {
    for (const [y, ny] of axes[1]!) {
      for (const [z, nz] of axes[2]!) {
        const metres = distance([x, y, z]);
        const at = metres / SPEED_OF_SOUND;
        if (at > early) continue;
        addPulse(out, at * sampleRateHz, reflection ** (nx + ny + nz) * direct / metres);
      }
    }
  }
  addTail(out, Math.round(early * sampleRateHz), t60Seconds * sampleRateHz, random);
  return out;
}

/** Draws a living room, bedroom or hall with a source and a microphone in it. */
export function randomRoom(random: Random): Room {
  const sizeMetres = [
    random.between(2, 8),
    random.between(2, 6),
    random.between(2.2, 3.5),
  ] as const;
  const place = () => sizeMetres.map((length) => length * random.between(0.1, 0.9));
  const sourceMetres = place() as unknown as Position;
  let microphoneMetres: Position;
  do {
    // Near phones are as frequent as far ones: a share of the way to another position.
    const share = random.between(0.05, 1);
    microphoneMetres = place().map((v, i) =>
      sourceMetres[i]! + share * (v - sourceMetres[i]!)
    ) as unknown as Position;
  } while (Math.hypot(...microphoneMetres.map((v, i) => v - sourceMetres[i]!)) < NEAREST_METRES);
  return { sizeMetres, sourceMetres, microphoneMetres, t60Seconds: random.between(0.15, 0.9) };
}

/** Computes the amplitude that a wall reflects, by Eyring's formula. */
function wallReflection([x, y, z]: Position, t60Seconds: number): number {
  const surface = 2 * (x * y + y * z + z * x);
  const reflection = Math.exp(-0.161 * x * y * z / (surface * t60Seconds) / 2);
  if (reflection > 0.05 && reflection < 1) return reflection;
  throw new RangeError(
    `${ACTION}: expected walls that reflect an amplitude of 0.05 to 1, received ${reflection} for ` +
      `${x} x ${y} x ${z} m with t60Seconds ${t60Seconds}`,
  );
}

/** Lists the positions of the source's images along an axis, with their numbers of reflections. */
function imagesOnAxis(length: number, source: number, reach: number): [number, number][] {
  const images: [number, number][] = [];
  const most = Math.ceil(reach / (2 * length)) + 1;
  for (let n = -most; n <= most; n++) {
    images.push([2 * n * length + source, Math.abs(2 * n)]);
    images.push([2 * n * length - source, Math.abs(2 * n - 1)]);
  }
  return images;
}

/** Adds a pulse between two samples: a sinc under Hann's window. */
function addPulse(out: Float32Array, at: number, height: number): void {
  const first = Math.max(0, Math.ceil(at - SINC_HALF));
  const last = Math.min(out.length - 1, Math.floor(at + SINC_HALF));
  for (let i = first; i <= last; i++) {
    const t = i - at;
    const sinc = t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t);
    out[i]! += height * sinc * (0.5 + 0.5 * Math.cos(Math.PI * t / SINC_HALF));
  }
}

/**
 * Adds noise from `start` on, at the level of the preceding echoes, which decays by 60 dB in `t60`
 * samples.
 */
function addTail(out: Float32Array, start: number, t60: number, random: Random): void {
  const before = out.subarray(Math.max(0, start - Math.round(t60 / 20)), start);
  const level = Math.sqrt(before.reduce((sum, x) => sum + x * x, 0) / before.length);
  for (let i = start; i < out.length; i++) {
    out[i]! += level * random.normal() * 10 ** (-3 * (i - start) / t60);
  }
}
