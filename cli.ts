#!/usr/bin/env -S deno run
/**
 * The command line program. `babycry --help` says what it can do.
 *
 * @module
 */
import process from "node:process";
import { processHost } from "./src/cli/process_host.ts";
import { main } from "./src/cli/main.ts";

process.exitCode = await main(process.argv.slice(2), processHost());
// Standard input that nobody reads any more would keep an interrupted Deno alive.
if (process.exitCode === 130) process.exit();
