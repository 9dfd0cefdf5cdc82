/** Upper bounds of the histogram of durations, in seconds. */
const BUCKETS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60];

/** Value that is read when the metrics are. */
export interface Gauge {
  /** Name without the prefix. */
  readonly name: string;
  /** Description. */
  readonly help: string;
  /** Reads the value. */
  read(): number;
}

/** Counters of the requests, as text for Prometheus. */
export class Metrics {
  readonly #gauges: readonly Gauge[];
  readonly #requests = new Map<string, number>();
  readonly #durations = new Map<string, { counts: number[]; sum: number; count: number }>();

  /** Creates the counters. @param gauges further values */
  constructor(gauges: readonly Gauge[]) {
    this.#gauges = gauges;
  }

  /** Counts a request. @param route pattern of the path, not the path */
  count(method: string, route: string, status: number, seconds: number): void {
    const key = `method="${method}",route="${route}",status="${status}"`;
    this.#requests.set(key, (this.#requests.get(key) ?? 0) + 1);
    const label = `route="${route}"`;
    const one = this.#durations.get(label) ?? { counts: BUCKETS.map(() => 0), sum: 0, count: 0 };
    BUCKETS.forEach((bound, i) => one.counts[i]! += Number(seconds <= bound));
    one.sum += seconds;
    one.count++;
    this.#durations.set(label, one);
  }

  /** Formats all values. */
  text(): string {
    const lines: string[] = [];
    const head = (name: string, type: string, help: string) =>
      lines.push(`# HELP babycry_${name} ${help}`, `# TYPE babycry_${name} ${type}`);
    head("requests_total", "counter", "Number of requests");
    for (const [labels, count] of this.#requests) {
      lines.push(`babycry_requests_total{${labels}} ${count}`);
    }
    head("request_seconds", "histogram", "Time from the request to its response");
    for (const [label, { counts, sum, count }] of this.#durations) {
      counts.forEach((value, i) =>
        lines.push(`babycry_request_seconds_bucket{${label},le="${BUCKETS[i]}"} ${value}`)
      );
      lines.push(
        `babycry_request_seconds_bucket{${label},le="+Inf"} ${count}`,
        `babycry_request_seconds_sum{${label}} ${sum}`,
        `babycry_request_seconds_count{${label}} ${count}`,
      );
    }
    for (const { name, help, read } of this.#gauges) {
      head(name, "gauge", help);
      lines.push(`babycry_${name} ${read()}`);
    }
    return `${lines.join("\n")}\n`;
  }
}
