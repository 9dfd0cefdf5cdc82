#!/usr/bin/env -S deno run
/**
 * Command line program. `babycry --help` lists its commands.
 *
 * @module
 */
import process from "node:process";
import { processHost } from "./src/cli/process_host.ts";
import { main } from "./src/cli/main.ts";

process.exitCode = await main(process.argv.slice(2), processHost());
// An open standard input would keep an interrupted Deno process alive.
if (process.exitCode === 130) process.exit();
