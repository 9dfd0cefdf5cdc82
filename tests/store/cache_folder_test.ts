import assert from "node:assert/strict";
import { test } from "node:test";
import { cacheFolder } from "../../src/store/cache_folder.ts";

test("each platform has its own folder for caches", () => {
  const home = "/users/ada";
  const cases: [string, Record<string, string>, string][] = [
    ["linux", {}, "/users/ada/.cache/babycry"],
    ["linux", { XDG_CACHE_HOME: "/var/cache" }, "/var/cache/babycry"],
    ["linux", { XDG_CACHE_HOME: "relative" }, "/users/ada/.cache/babycry"],
    ["freebsd", { XDG_CACHE_HOME: "" }, "/users/ada/.cache/babycry"],
    ["darwin", { XDG_CACHE_HOME: "/x" }, "/users/ada/Library/Caches/babycry"],
    ["win32", { LOCALAPPDATA: "D:\\Local" }, "D:\\Local\\babycry\\Cache"],
    ["win32", {}, "/users/ada\\AppData\\Local\\babycry\\Cache"],
    ["linux", { BABYCRY_CACHE: "/models", XDG_CACHE_HOME: "/x" }, "/models"],
    ["win32", { BABYCRY_CACHE: "E:\\models" }, "E:\\models"],
  ];
  for (const [platform, env, expected] of cases) {
    assert.equal(cacheFolder({ platform, env, home }), expected);
  }
});
