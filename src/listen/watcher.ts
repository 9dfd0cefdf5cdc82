import type { Classifier } from "../classifier.ts";
import type { CryManifest } from "../models/manifest.ts";
import type { CryUpdate } from "../prediction/cry/cry_updates.ts";
import { eventRule } from "../prediction/cry/event_state.ts";
import type { TimeSpan, Waveform } from "../types.ts";
import { VERSION } from "../version.ts";
import { type EpisodeChange, Episodes, Statistics, type WindowStatistics } from "./episodes.ts";
import { LevelEvents } from "./level_events.ts";
import { LevelMeter } from "./level_meter.ts";
import { RecentAudio } from "./recent_audio.ts";
import { SourceTime } from "./source_time.ts";
import type { WatchEvent, WatchEventType, WatchItem, WatchNotice } from "./watch_item.ts";
import { shiftRule, type WatchSettings } from "./watch_options.ts";

/** Longest audio of which valence and reason are predicted, in seconds. */
const PREDICTED_SECONDS = 60;

/** State of a watched source over all its connections: turns samples and windows into items. */
export class Watcher {
  readonly #name: string;
  readonly #classifier: Classifier;
  readonly #settings: WatchSettings;
  readonly #model: WatchEvent["model"];
  readonly #predicts: boolean;
  readonly #time: SourceTime;
  readonly #episodes: Episodes;
  readonly #levels: LevelEvents;
  /** Audio that is kept before a possible start, in seconds. */
  readonly #idleSeconds: number;
  #meter: LevelMeter | undefined;
  #audio: RecentAudio | undefined;
  #rate = 0;
  #updatedSeconds = 0;
  /** Second at which the source was lost. */
  #lostSeconds: number | undefined;

  /** Creates the state. @throws {RangeError} when no model detects cries */
  constructor(
    name: string,
    classifier: Classifier,
    settings: WatchSettings & { readonly isLive: boolean },
  ) {
    const manifest = classifier.models.find(({ task }) => task === "cry") as
      | CryManifest
      | undefined;
    if (!manifest) {
      const ids = classifier.models.map(({ id }) => id).join(", ");
      throw new RangeError(
        `Watching a source: expected a model that detects cries, received ${ids}`,
      );
    }
    this.#name = name;
    this.#classifier = classifier;
    this.#settings = settings;
    this.#model = { id: manifest.id, version: VERSION };
    this.#predicts = classifier.models.some(({ task }) => task === "valence" || task === "reason");
    this.#time = new SourceTime(settings.clock, settings.isLive);
    const rule = shiftRule(eventRule(manifest), settings.sensitivity);
    this.#episodes = new Episodes(rule, settings);
    this.#levels = new LevelEvents(settings);
    const { window_seconds, hop_seconds } = manifest.windows;
    this.#idleSeconds = settings.preRollSeconds + window_seconds + (rule.windows + 1) * hop_seconds;
  }

  /** Starts a connection. */
  connect(sampleRateHz: number): void {
    this.#time.connect();
    this.#rate = sampleRateHz;
    this.#meter = new LevelMeter(sampleRateHz);
    this.#audio = new RecentAudio(sampleRateHz);
    this.#updatedSeconds = 0;
  }

  /** Takes samples. */
  add(samples: Float32Array): void {
    this.#time.add(samples.length / this.#rate);
    this.#meter!.add(samples);
    this.#audio!.add(samples);
  }

  /** Takes a window, with times of the connection. */
  async *take(update: CryUpdate): AsyncGenerator<WatchItem> {
    for (const { type, seconds } of this.#time.check()) {
      yield this.#notice(
        type,
        type === "gap"
          ? `${seconds.toFixed(1)} s of audio are missing`
          : `The clock was set by ${seconds.toFixed(1)} s`,
        seconds,
      );
    }
    const { offsetSeconds } = this.#time;
    const level = this.#meter!.read(update.endSeconds);
    const window = {
      startSeconds: offsetSeconds + update.startSeconds,
      endSeconds: offsetSeconds + update.endSeconds,
      probability: update.probability,
      ...level,
    };
    if (this.#lostSeconds !== undefined) yield this.#restored(window.endSeconds);
    const newSeconds = update.endSeconds - this.#updatedSeconds;
    this.#updatedSeconds = update.endSeconds;
    for (const change of this.#levels.next(window, newSeconds)) yield this.#event(change);
    for (const change of this.#episodes.next(window)) yield* this.#episode(change);
    this.#dropAudio();
    yield {
      type: "update",
      source: this.#name,
      time: this.#time.date(window.endSeconds),
      ...window,
      crying: this.#episodes.crying,
    };
  }

  /** Ends an event where the source is interrupted. */
  async *interrupt(): AsyncGenerator<WatchItem> {
    for (const change of this.#episodes.interrupt()) yield* this.#episode(change);
  }

  /** Reports the loss of the source, once until it is restored. */
  *lost(detail: string): Generator<WatchItem> {
    if (this.#lostSeconds !== undefined) return;
    const startSeconds = this.#time.endSeconds;
    this.#lostSeconds = startSeconds;
    const endSeconds = Math.max(startSeconds, this.#time.nowSeconds);
    yield { ...this.#event({ type: "source_lost", startSeconds, endSeconds }), detail };
  }

  #restored(endSeconds: number): WatchEvent {
    const startSeconds = this.#lostSeconds!;
    this.#lostSeconds = undefined;
    return this.#event({
      type: "source_restored",
      startSeconds,
      endSeconds: Math.max(startSeconds, endSeconds),
    });
  }

  async *#episode(change: EpisodeChange): AsyncGenerator<WatchItem> {
    if (change.type !== "cry_ended") return yield this.#event(change);
    const { audioSeconds, preRollSeconds } = this.#settings;
    const { startSeconds, endSeconds } = change;
    let answers: Pick<WatchEvent, "valence" | "reason"> = {};
    if (this.#predicts) {
      try {
        const last = this.#audioOf(
          Math.max(startSeconds, endSeconds - PREDICTED_SECONDS),
          endSeconds,
        );
        const { valence, reason } = await this.#classifier.predict(last);
        answers = { ...(valence ? { valence } : {}), ...(reason ? { reason } : {}) };
      } catch (error) {
        yield this.#notice("fault", (error as Error).message);
      }
    }
    const now = this.#time.offsetSeconds + this.#updatedSeconds;
    const first = Math.max(startSeconds - preRollSeconds, now - audioSeconds);
    const audio = audioSeconds > 0 ? { audio: this.#audioOf(first, now) } : {};
    yield { ...this.#event(change), ...answers, ...audio };
  }

  /** Copies the audio between two seconds of the source. */
  #audioOf(startSeconds: number, endSeconds: number): Waveform {
    const { offsetSeconds } = this.#time;
    return this.#audio!.slice({
      startSeconds: startSeconds - offsetSeconds,
      endSeconds: endSeconds - offsetSeconds,
    });
  }

  #dropAudio(): void {
    const { audioSeconds, preRollSeconds } = this.#settings;
    const now = this.#updatedSeconds;
    const { offsetSeconds } = this.#time;
    const { startSeconds = Infinity, endSeconds = Infinity } = this.#episodes;
    const start = startSeconds - offsetSeconds;
    const predicted = Math.max(start, endSeconds - offsetSeconds - PREDICTED_SECONDS);
    const saved = Math.max(start - preRollSeconds, now - audioSeconds);
    this.#audio!.dropBefore(
      Math.min(now - this.#idleSeconds, saved, this.#predicts ? predicted : Infinity),
    );
  }

  #event(
    change: TimeSpan & Partial<WindowStatistics> & {
      readonly type: WatchEventType;
      readonly episodeId?: string;
    },
  ): WatchEvent {
    const { type, episodeId, startSeconds, endSeconds, ...statistics } = change;
    return {
      type,
      id: crypto.randomUUID(),
      ...(episodeId === undefined ? {} : { episodeId }),
      source: this.#name,
      startTime: this.#time.date(startSeconds),
      endTime: this.#time.date(endSeconds),
      startSeconds,
      endSeconds,
      durationSeconds: endSeconds - startSeconds,
      ...new Statistics().values,
      ...statistics,
      model: this.#model,
    };
  }

  #notice(type: WatchNotice["type"], message: string, seconds?: number): WatchNotice {
    const time = this.#time.date(this.#time.nowSeconds);
    return {
      ...{ type, source: this.#name, time, message },
      ...(seconds === undefined ? {} : { seconds }),
    };
  }
}
