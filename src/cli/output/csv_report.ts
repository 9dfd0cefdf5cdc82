import { formatCsvLine } from "../../data/csv.ts";
import type { Output } from "../host.ts";
import { messageOf } from "./error_message.ts";
import { primaryAnswer } from "./primary_answer.ts";
import type { Report } from "./report.ts";

const COLUMNS = [
  ...["path", "duration_seconds", "label", "probability", "abstention_reasons"],
  ...["valence", "valence_experimental", "reason", "tag", "error"],
];

/** Creates a report as a CSV table, one row per recording, each written as soon as it is ready. */
export function createCsvReport(out: Output): Report {
  out.write(formatCsvLine(COLUMNS));
  return {
    prediction(path, prediction) {
      const { audio, valence, reason, tags } = prediction;
      const { label, probability, abstentionReasons } = primaryAnswer(prediction);
      out.write(formatCsvLine([
        ...[path, `${audio.durationSeconds}`, label, `${probability}`, abstentionReasons.join(" ")],
        ...[valence?.label ?? "", `${valence?.experimental ?? ""}`],
        ...[reason?.label ?? "", tags?.tags[0]?.label ?? "", ""],
      ]));
    },
    failure(path, error) {
      out.write(formatCsvLine([path, ...COLUMNS.slice(2).map(() => ""), messageOf(error)]));
    },
    end() {},
  };
}
