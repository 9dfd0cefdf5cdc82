import type { TimeSpan } from "../types.ts";
import { Statistics, type WindowStatistics } from "./episodes.ts";
import type { MeasuredWindow } from "./episodes.ts";

/** Level up to which a source is silent, in dB re full scale: below the noise of any microphone. */
const SILENT_DBFS = -90;

/** Event that a level causes. */
export interface LevelChange extends TimeSpan, WindowStatistics {
  readonly type: "loud" | "source_silent" | "source_restored";
}

/** Finder of loud sounds and of digital silence. */
export class LevelEvents {
  readonly #options: LevelEventOptions;
  #loudEnds = -Infinity;
  #silence: { readonly startSeconds: number; readonly statistics: Statistics } | undefined;
  #isSilent = false;

  /** Creates a finder. */
  constructor(options: LevelEventOptions) {
    this.#options = options;
  }

  /** Takes the next window, of which `seconds` are new. */
  next(window: MeasuredWindow, seconds: number): LevelChange[] {
    const startSeconds = window.endSeconds - seconds;
    return [...this.#loud(window, startSeconds), ...this.#silent(window, startSeconds)];
  }

  #loud(window: MeasuredWindow, startSeconds: number): LevelChange[] {
    if (window.levelDbfs < this.#options.loudDbfs) return [];
    const goesOn = startSeconds <= this.#loudEnds;
    this.#loudEnds = window.endSeconds + this.#options.holdSeconds;
    if (goesOn) return [];
    const statistics = new Statistics();
    statistics.add(window);
    return [{
      type: "loud",
      startSeconds,
      endSeconds: window.endSeconds,
      ...statistics.values,
    }];
  }

  #silent(window: MeasuredWindow, startSeconds: number): LevelChange[] {
    const { endSeconds } = window;
    if (window.levelDbfs > SILENT_DBFS) {
      const silence = this.#isSilent ? this.#silence : undefined;
      this.#isSilent = false;
      this.#silence = undefined;
      if (!silence) return [];
      return [{
        type: "source_restored",
        startSeconds: silence.startSeconds,
        endSeconds,
        ...silence.statistics.values,
      }];
    }
    this.#silence ??= { startSeconds, statistics: new Statistics() };
    this.#silence.statistics.add(window);
    if (this.#isSilent || endSeconds - this.#silence.startSeconds < this.#options.silentSeconds) {
      return [];
    }
    this.#isSilent = true;
    return [{
      type: "source_silent",
      startSeconds: this.#silence.startSeconds,
      endSeconds,
      ...this.#silence.statistics.values,
    }];
  }
}

/** Options of {@link LevelEvents}. */
export interface LevelEventOptions {
  /** Level from which a sound is loud, in dB re full scale. */
  readonly loudDbfs: number;
  /** Duration of a pause that does not end a loud sound, in seconds. */
  readonly holdSeconds: number;
  /** Duration of digital silence that is reported, in seconds. */
  readonly silentSeconds: number;
}
