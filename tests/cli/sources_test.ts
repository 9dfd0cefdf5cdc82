import assert from "node:assert/strict";
import { test } from "node:test";
import { suggestion } from "../../src/cli/commands/_calibrate.ts";
import { NoiseCheck, pcmSamples } from "../../src/cli/sources/pcm_samples.ts";
import { urlArguments } from "../../src/cli/sources/parse_source.ts";
import { deviceList, type Machine, recorder } from "../../src/cli/sources/recorders.ts";
import { redact } from "../../src/cli/sources/redact.ts";
import { PCM_ENCODINGS } from "../../src/decode/raw_pcm.ts";

const machine = (platform: string, programs: string, hasPulse = false): Machine => ({
  platform,
  hasPulse,
  has: (program) => programs.split(" ").includes(program),
});
const line = (device: string, on: Machine) => {
  const { program, args } = recorder(device, 16_000, on);
  return [program, ...args].join(" ");
};
const END = "-vn -ac 1 -ar 16000 -f s16le -";

test("each platform has its recorder", () => {
  const ffmpeg = "ffmpeg -v error -nostdin -f";
  const mac = machine("darwin", "ffmpeg sox");
  assert.equal(line("", mac), `${ffmpeg} avfoundation -i :default ${END}`);
  assert.equal(line("USB Mic", mac), `${ffmpeg} avfoundation -i :USB Mic ${END}`);
  const windows = machine("win32", "ffmpeg");
  assert.equal(line("Mic (USB)", windows), `${ffmpeg} dshow -i audio=Mic (USB) ${END}`);
  assert.throws(() => line("", windows), /Missing NAME after mic:/);
  assert.equal(line("", machine("linux", "ffmpeg")), `${ffmpeg} alsa -i default ${END}`);
  assert.equal(line("", machine("linux", "ffmpeg", true)), `${ffmpeg} pulse -i default ${END}`);
  const hardware = line("hw:1", machine("linux", "ffmpeg", true));
  assert.equal(hardware, `${ffmpeg} alsa -i hw:1 ${END}`);
  const arecord = "arecord -q -D hw:1 -t raw -f S16_LE -c 1 -r 16000";
  assert.equal(line("hw:1", machine("linux", "arecord parec")), arecord);
  assert.equal(
    line("usb", machine("linux", "parec sox")),
    "parec --format=s16le --channels=1 --rate=16000 --device=usb",
  );
  const sox = recorder("usb", 16_000, machine("freebsd", "sox"));
  assert.deepEqual([sox.program, sox.args.at(-1), sox.env], ["sox", "-", { AUDIODEV: "usb" }]);
  assert.throws(() => line("", machine("linux", "")), /expected ffmpeg, arecord, parec or sox/);
});

test("each platform lists its devices", () => {
  const list = (on: Machine) => deviceList(on).args.join(" ");
  assert.match(list(machine("darwin", "ffmpeg")), /avfoundation -list_devices true/);
  assert.match(list(machine("win32", "ffmpeg")), /-list_devices true -f dshow/);
  assert.equal(list(machine("linux", "pactl arecord", true)), "list short sources");
  assert.equal(list(machine("linux", "pactl arecord")), "-L");
  assert.throws(() => list(machine("linux", "")), /install alsa-utils/);
});

test("ffmpeg reads URLs without a terminal or video", () => {
  const args = urlArguments("rtsp://cam/x", 16_000).join(" ");
  assert.equal(args, `-v error -nostdin -rtsp_transport tcp -i rtsp://cam/x ${END}`);
  assert.doesNotMatch(urlArguments("http://cam/x", 16_000).join(" "), /rtsp/);
});

test("credentials are removed from texts", () => {
  assert.equal(
    redact("[in] rtsp://u:p@ss@cam:554/live?token=x: failed, then https://cam/y."),
    "[in] rtsp://***@cam:554/live?*** failed, then https://cam/y.",
  );
  assert.equal(redact("mail me@example.org?"), "mail me@example.org?");
});

test("raw PCM is decoded in all encodings, whatever the chunks", async () => {
  for (const encoding of PCM_ENCODINGS) {
    const bytes = Uint8Array.from({ length: 96 }, (_, i) => (i * 37) % 120);
    const decode = async (size: number) => {
      const chunks = async function* () {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      };
      const format = { sampleRateHz: 8000, channels: 2, encoding };
      const all: number[] = [];
      for await (const piece of pcmSamples(chunks(), format, assert.fail)) all.push(...piece);
      return all;
    };
    const whole = await decode(96);
    assert.ok(whole.length >= 12 && whole.length <= 48, encoding);
    assert.deepEqual(await decode(5), whole, encoding);
    assert.deepEqual(await decode(1), whole, encoding);
  }
});

test("noise at full scale is told apart from loud tones", () => {
  let state = 1;
  const random = () => (state = state * 48_271 % 2_147_483_647) / 2_147_483_647;
  const noise = Float32Array.from({ length: 16_000 }, () => 2 * random() - 1);
  const tone = Float32Array.from({ length: 16_000 }, (_, i) => Math.sin(i * 0.4));
  const quiet = noise.map((sample) => sample / 8);
  assert.equal(new NoiseCheck(16_000).add(noise), true);
  assert.equal(new NoiseCheck(16_000).add(tone), false);
  assert.equal(new NoiseCheck(16_000).add(quiet), false);
  const check = new NoiseCheck(8000);
  assert.deepEqual([check.add(quiet), check.add(noise), check.add(noise)], [false, true, false]);
  const joined = Float32Array.from([...quiet, ...noise, ...quiet]);
  assert.equal(new NoiseCheck(8000).add(joined), true, "whatever the chunks");
});

test("calibration suggests options for the room", () => {
  const updates = (levels: readonly number[], probability: number) =>
    levels.map((levelDbfs) => ({ levelDbfs, probability })) as never[];
  const quiet = suggestion(updates([-60, -61, -62, -63, -40], 0.01));
  assert.match(quiet, /^Level: median -61 dBFS, 95 % below -60 dBFS$/m);
  assert.match(quiet, /--sensitivity high --loud-dbfs -50$/m);
  const loud = suggestion(updates([-20, -21, -5], 0.5));
  assert.match(loud, /noise may hide cries[^]*--sensitivity low --loud-dbfs -10$/m);
  assert.match(suggestion(updates([-120, -120], 0)), /silent: check that the microphone/);
});
