import { createEventState, type EventRule } from "../prediction/cry/event_state.ts";
import type { TimedProbability } from "../prediction/prediction.ts";
import type { TimeSpan } from "../types.ts";
import { LEVEL_MIN_DBFS } from "../waveform/level.ts";
import type { Level } from "./level_meter.ts";

/** Probability and level of a window. */
export type MeasuredWindow = TimedProbability & Level;

/** Durations of the rule of episodes, in seconds. */
export interface EpisodeOptions {
  /** Duration of crying before its start is reported. */
  readonly minSeconds: number;
  /** Duration of a pause that does not end crying. */
  readonly holdSeconds: number;
  /** Duration after an end in which no start is reported. */
  readonly cooldownSeconds: number;
  /** Interval of reports that crying goes on; 0 for none. */
  readonly continuesSeconds: number;
}

/** Statistics of windows. */
export interface WindowStatistics {
  readonly peakProbability: number;
  readonly meanProbability: number;
  readonly peakDbfs: number;
  readonly meanDbfs: number;
}

/** Change of an episode. */
export interface EpisodeChange extends TimeSpan, WindowStatistics {
  readonly type: "cry_started" | "cry_continues" | "cry_ended";
  readonly episodeId: string;
}

/** Episode of crying that is under way. */
interface Episode {
  readonly id: string;
  readonly startSeconds: number;
  /** End of the last window that reached the end threshold. */
  endSeconds: number;
  readonly statistics: Statistics;
  /** Windows after `endSeconds`. */
  pause: MeasuredWindow[];
  /** End of the window with the last report; undefined before the start was reported. */
  reportedSeconds: number | undefined;
  /** End of the window at which the model's rule ended it. */
  inactiveSeconds: number | undefined;
}

/** Finder of episodes of crying: the model's event rule, and the durations of the user. */
export class Episodes {
  readonly #rule: EventRule;
  readonly #options: EpisodeOptions;
  #state: ReturnType<typeof createEventState>;
  #recent: MeasuredWindow[] = [];
  #episode: Episode | undefined;
  #cooldownEnds = -Infinity;

  /** Creates a finder. */
  constructor(rule: EventRule, options: EpisodeOptions) {
    this.#rule = rule;
    this.#options = options;
    this.#state = createEventState(rule);
  }

  /** Whether a start was reported, and its end was not. */
  get crying(): boolean {
    return this.#episode?.reportedSeconds !== undefined;
  }

  /** Start of the episode, in seconds; undefined without one. */
  get startSeconds(): number | undefined {
    return this.#episode?.startSeconds;
  }

  /** End of the episode so far, in seconds; undefined without one. */
  get endSeconds(): number | undefined {
    return this.#episode?.endSeconds;
  }

  /** Takes the next window. */
  next(window: MeasuredWindow): EpisodeChange[] {
    this.#state.next(window.probability);
    const episode = this.#episode;
    if (episode) this.#extend(episode, window);
    this.#recent.push(window);
    if (this.#recent.length > this.#rule.windows) this.#recent.shift();
    if (!episode) {
      const mayStart = this.#state.active && window.endSeconds >= this.#cooldownEnds;
      return mayStart ? this.#report(this.#start(), window.endSeconds) : [];
    }
    const paused = window.endSeconds - (episode.inactiveSeconds ?? Infinity);
    return paused >= this.#options.holdSeconds ? this.end() : this.#report(
      episode,
      window.endSeconds,
    );
  }

  /** Ends the episode, and forgets the windows before. */
  end(): EpisodeChange[] {
    const episode = this.#episode;
    const changes = episode && this.crying ? [change(episode, "cry_ended")] : [];
    if (episode && this.crying) {
      this.#cooldownEnds = episode.endSeconds + this.#options.cooldownSeconds;
    }
    this.#episode = undefined;
    return changes;
  }

  /** Ends the episode where the source is interrupted, so that windows of both sides are apart. */
  interrupt(): EpisodeChange[] {
    const changes = this.end();
    this.#state = createEventState(this.#rule);
    this.#recent = [];
    return changes;
  }

  #start(): Episode {
    const reaching = this.#recent.findIndex(({ probability }) =>
      probability >= this.#rule.startThreshold
    );
    const windows = this.#recent.slice(Math.max(0, reaching));
    const episode: Episode = {
      id: crypto.randomUUID(),
      startSeconds: windows[0]!.startSeconds,
      endSeconds: windows.at(-1)!.endSeconds,
      statistics: new Statistics(),
      pause: [],
      reportedSeconds: undefined,
      inactiveSeconds: undefined,
    };
    for (const window of windows) episode.statistics.add(window);
    this.#episode = episode;
    return episode;
  }

  #extend(episode: Episode, window: MeasuredWindow): void {
    episode.inactiveSeconds = this.#state.active
      ? undefined
      : episode.inactiveSeconds ?? window.endSeconds;
    episode.pause.push(window);
    if (window.probability < this.#rule.endThreshold) return;
    for (const one of episode.pause) episode.statistics.add(one);
    episode.pause = [];
    episode.endSeconds = window.endSeconds;
  }

  #report(episode: Episode, nowSeconds: number): EpisodeChange[] {
    if (!this.#state.active) return [];
    const { minSeconds, continuesSeconds } = this.#options;
    if (episode.reportedSeconds === undefined) {
      if (episode.endSeconds - episode.startSeconds < minSeconds) return [];
      episode.reportedSeconds = nowSeconds;
      return [change(episode, "cry_started")];
    }
    if (continuesSeconds === 0 || nowSeconds - episode.reportedSeconds < continuesSeconds) {
      return [];
    }
    episode.reportedSeconds += continuesSeconds;
    return [change(episode, "cry_continues")];
  }
}

function change(episode: Episode, type: EpisodeChange["type"]): EpisodeChange {
  const { id: episodeId, startSeconds, endSeconds, statistics } = episode;
  return { type, episodeId, startSeconds, endSeconds, ...statistics.values };
}

/** Sums of the statistics of windows. */
export class Statistics {
  #count = 0;
  #probability = 0;
  #power = 0;
  #peakProbability = 0;
  #peakDbfs = LEVEL_MIN_DBFS;

  /** Adds a window. */
  add({ probability, levelDbfs, peakDbfs }: Omit<MeasuredWindow, keyof TimeSpan>): void {
    this.#count++;
    this.#probability += probability;
    this.#power += 10 ** (levelDbfs / 10);
    this.#peakProbability = Math.max(this.#peakProbability, probability);
    this.#peakDbfs = Math.max(this.#peakDbfs, peakDbfs);
  }

  /** Statistics of the windows; 0 and -120 dB without one. */
  get values(): WindowStatistics {
    const count = Math.max(1, this.#count);
    const meanDbfs = 10 * Math.log10(this.#power / count);
    return {
      peakProbability: this.#peakProbability,
      meanProbability: this.#probability / count,
      peakDbfs: this.#peakDbfs,
      meanDbfs: Math.max(LEVEL_MIN_DBFS, meanDbfs),
    };
  }
}
