/**
 * What the import map calls `fast-check`: the package itself is none of its packages, which `deno task`
 * fetches before any task.
 *
 * @module
 */
export { default } from "npm:fast-check@4.10.2";
