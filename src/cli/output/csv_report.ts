import { formatCsvLine } from "../../data/csv.ts";
import type { Output } from "../host.ts";
import { mainAnswer } from "./primary_answer.ts";
import { messageOf } from "./error_message.ts";
import type { Report } from "./report.ts";

const COLUMNS = [
  ...["path", "duration_seconds", "label", "probability", "abstention_reasons"],
  ...["valence", "valence_experimental", "reason", "error"],
];

/** A table with a row for each recording, written as soon as it is done. */
export function createCsvReport(out: Output): Report {
  out.write(formatCsvLine(COLUMNS));
  return {
    prediction(path, prediction) {
      const { audio, valence, reason } = prediction;
      const { label, probability, abstentionReasons } = mainAnswer(prediction);
      out.write(formatCsvLine([
        ...[path, `${audio.durationSeconds}`, label, `${probability}`, abstentionReasons.join(" ")],
        ...[valence?.label ?? "", `${valence?.experimental ?? ""}`, reason?.label ?? "", ""],
      ]));
    },
    failure(path, error) {
      out.write(formatCsvLine([path, ...COLUMNS.slice(2).map(() => ""), messageOf(error)]));
    },
    end() {},
  };
}
