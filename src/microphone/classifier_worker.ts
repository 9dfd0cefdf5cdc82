/**
 * Module worker that `createClassifierWorker` starts.
 *
 * @module
 */
import { serveClassifier } from "./serve_classifier.ts";

serveClassifier(globalThis as unknown as Parameters<typeof serveClassifier>[0]);
