import { checkChoice, checkNumber, checkOptions, checkWork } from "../check_option.ts";
import type { SampleStream } from "../input/read_samples.ts";
import type { EventRule } from "../prediction/cry/event_state.ts";
import type { BackoffOptions } from "./backoff.ts";
import { type Clock, systemClock } from "./clock.ts";

/** Samples of a source that is open. */
export interface OpenSource {
  /** Sample rate of the chunks in Hz, 4,000 to 768,000. */
  readonly sampleRateHz: number;
  /** Mono samples, float32, full scale -1 to 1, in chunks of any length. */
  readonly samples: SampleStream;
}

/** Source of audio that may be opened several times. */
export interface WatchSource {
  /** Name in events. Default: `source`. */
  readonly name?: string;
  /** Whether samples arrive as they are recorded; default true. A file is read faster. */
  readonly isLive?: boolean;
  /** Whether to open the source again after it ended, failed or stalled; default false. */
  readonly reopens?: boolean;
  /**
   * Opens the source.
   *
   * @param signal aborted when the samples are no longer needed
   */
  open(signal: AbortSignal): OpenSource | Promise<OpenSource>;
}

/** Sensitivity of the detection. */
export type Sensitivity = "low" | "normal" | "high";

/** Shift of the thresholds for each sensitivity, in logits. */
const SHIFTS: Readonly<Record<Sensitivity, number>> = { low: 1, normal: 0, high: -1 };

/** Options of `watch`. */
export interface WatchOptions {
  /** Shift of the model's thresholds: one logit up (`low`), none, or one down (`high`). */
  readonly sensitivity?: Sensitivity;
  /** Duration of crying before its start is reported, in seconds; default 0. */
  readonly minSeconds?: number;
  /** Duration of a pause that does not end crying, in seconds; default 5. */
  readonly holdSeconds?: number;
  /** Duration after an end in which no start is reported, in seconds; default 0. */
  readonly cooldownSeconds?: number;
  /** Interval of `cry_continues`, in seconds; default 300, 0 for none. */
  readonly continuesSeconds?: number;
  /** Level from which `loud` is reported, in dB re full scale. Default: never. */
  readonly loudDbfs?: number;
  /** Duration of digital silence after which `source_silent` is reported; default 60. */
  readonly silentSeconds?: number;
  /** Time without samples after which a live source is lost, in seconds; default 10. */
  readonly stallSeconds?: number;
  /**
   * Longest audio that `cry_ended` has, in seconds; default 60, 0 for none. Valence and reason are
   * those of the last 60 s of crying, whatever it is.
   */
  readonly audioSeconds?: number;
  /** Audio before the start of crying in the audio of `cry_ended`, in seconds; default 0. */
  readonly preRollSeconds?: number;
  /** Waits before a source is opened again. */
  readonly backoff?: BackoffOptions;
  /** Signal that ends watching; an event under way ends first. */
  readonly signal?: AbortSignal;
  /** Clocks and timers. Default: those of the host. */
  readonly clock?: Clock;
  /** Generator of random numbers from 0 to 1, for the waits. Default: `Math.random`. */
  readonly random?: () => number;
}

/** Options with their defaults. */
export type WatchSettings = Required<Omit<WatchOptions, "signal" | "loudDbfs">> & {
  readonly loudDbfs: number;
};

const NAMES: Readonly<Record<keyof WatchOptions, true>> = {
  sensitivity: true,
  minSeconds: true,
  holdSeconds: true,
  cooldownSeconds: true,
  continuesSeconds: true,
  loudDbfs: true,
  silentSeconds: true,
  stallSeconds: true,
  audioSeconds: true,
  preRollSeconds: true,
  backoff: true,
  signal: true,
  clock: true,
  random: true,
};

const WATCHING = "Watching a source";

/**
 * Checks options and adds the defaults.
 *
 * @throws {TypeError} when an option is unknown or has the wrong type
 * @throws {RangeError} when an option is out of range
 */
export function watchSettings(options: WatchOptions): WatchSettings {
  checkOptions(WATCHING, options, NAMES);
  checkWork(WATCHING, options);
  const settings: WatchSettings = {
    sensitivity: options.sensitivity ?? "normal",
    minSeconds: options.minSeconds ?? 0,
    holdSeconds: options.holdSeconds ?? 5,
    cooldownSeconds: options.cooldownSeconds ?? 0,
    continuesSeconds: options.continuesSeconds ?? 300,
    loudDbfs: options.loudDbfs ?? Infinity,
    silentSeconds: options.silentSeconds ?? 60,
    stallSeconds: options.stallSeconds ?? 10,
    audioSeconds: options.audioSeconds ?? 60,
    preRollSeconds: options.preRollSeconds ?? 0,
    backoff: options.backoff ?? {},
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  };
  checkChoice(WATCHING, "sensitivity", settings.sensitivity, Object.keys(SHIFTS));
  for (const [name, value] of Object.entries(settings)) {
    if (name.endsWith("Seconds")) checkNumber(WATCHING, name, value, { min: 0 });
  }
  if (options.loudDbfs !== undefined) {
    checkNumber(WATCHING, "loudDbfs", options.loudDbfs, { max: 0 });
  }
  return settings;
}

/** Shifts the thresholds of a rule by a sensitivity. */
export function shiftRule(rule: EventRule, sensitivity: Sensitivity): EventRule {
  const shift = (probability: number) =>
    1 / (1 + (1 / probability - 1) * Math.exp(-SHIFTS[sensitivity]));
  return {
    ...rule,
    startThreshold: shift(rule.startThreshold),
    peakThreshold: shift(rule.peakThreshold),
    endThreshold: shift(rule.endThreshold),
  };
}
