import { oneLine } from "../../terminal/text_width.ts";
import type { Output } from "../host.ts";
import { messageOf } from "./error_message.ts";
import { createJsonReport } from "./json_report.ts";
import type { Report } from "./report.ts";

/** JSON Lines file that a run continues. */
interface ResumedFile {
  /** Recordings in the file before the run. */
  readonly done: { readonly size: number };
  readonly failed: number;
  write(text: string): void;
}

/** Creates a report that writes JSON Lines to a file, and errors and counts to standard error. */
export function createResumeReport(path: string, file: ResumedFile, err: Output): Report {
  const lines = createJsonReport(file, "lines");
  let added = 0;
  let failed = 0;
  return {
    prediction(recording, prediction) {
      added++;
      lines.prediction(recording, prediction);
    },
    failure(recording, error) {
      added++;
      failed++;
      lines.failure(recording, error);
      err.write(`${oneLine(`${recording}: ${messageOf(error)}`)}\n`);
    },
    end() {
      lines.end();
      const before = file.done.size;
      err.write(
        `${oneLine(path)}: ${added} added${failedOf(failed)}, ` +
          `${before} already there${failedOf(file.failed)}\n`,
      );
    },
  };
}

function failedOf(count: number): string {
  return count > 0 ? ` (${count} failed)` : "";
}
