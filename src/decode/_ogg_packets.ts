import { damaged } from "./_errors.ts";
import type { OggPage, OggReader } from "./_ogg.ts";
import type { Edit, Packets } from "./_packets.ts";

const HEADER_BYTES = 27;
/** Maximum length of a packet that several pages hold. */
const PACKET_BYTES_MAX = 2 ** 24;

/** Packets of a stream of an Ogg file, after the first one. */
export class OggPackets {
  readonly #format: string;
  readonly #reader: OggReader;
  readonly #serial: number;
  #sequence: number;
  #hasGap = false;
  #isLast: boolean;
  #granule: number | undefined;
  /** Whether pages other than first ones were read, so that the next first page is of a new link. */
  #isStarted = false;
  #link: OggPage | undefined;
  /** Whole packets of the page that is read, and where the next one starts. */
  #body: Uint8Array = new Uint8Array();
  #lengths: number[] = [];
  #at = 0;
  /** Beginning of a packet that the next page continues. */
  #partial: Uint8Array[] = [];
  #partialBytes = 0;
  /** Beginning of a packet after the whole ones of the page. */
  #tail: Uint8Array | undefined;

  /** Starts after the page `first`, which has only the first packet. */
  constructor(format: string, reader: OggReader, first: OggPage) {
    this.#format = format;
    this.#reader = reader;
    this.#serial = first.serial;
    this.#sequence = first.sequence;
    this.#isLast = first.isLast;
  }

  /** Reads a packet, which is valid until the call after. @returns undefined at the end */
  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const length = this.#lengths.shift();
      if (length === undefined) {
        if (!await this.#nextPage()) return undefined;
        continue;
      }
      const bytes = this.#body.subarray(this.#at, this.#at += length);
      if (this.#partial.length === 0) return bytes;
      this.#partial.push(bytes);
      const whole = new Uint8Array(this.#partialBytes + length);
      let at = 0;
      for (const part of this.#partial) {
        whole.set(part, at);
        at += part.length;
      }
      this.#dropPartial();
      return whole;
    }
  }

  /**
   * Reads the rest of the packets, and finds in the granule positions where the audio ends.
   *
   * @param edit part of the decoded frames that is audio; changed
   * @param options.trimsStart whether a first granule position below the number of decoded frames
   * means that frames at the start are no audio
   */
  async *audio(edit: Edit, { trimsStart = false }: { trimsStart?: boolean } = {}): Packets {
    let offset: number | undefined;
    for (let packet = await this.next(); packet; packet = await this.next()) {
      yield packet;
      if (this.#lengths.length > 0 || this.#granule === undefined) continue;
      if (offset === undefined && edit.decodedFrames > 0) {
        offset = this.#isLast ? 0 : this.#granule - edit.decodedFrames;
        if (offset < 0) {
          if (trimsStart) edit.skipFrames = -offset;
          else offset = 0;
        }
      }
      if (this.#isLast) edit.endFrames = this.#granule - (offset ?? 0);
    }
    if (this.#hasGap) {
      return damaged(this.#format, "expected consecutive pages, received a gap");
    }
    return this.#isLast ? undefined : damaged(this.#format, "expected a last page, received none");
  }

  /** Finds the first page of the next link; undefined when there is none. */
  async nextLink(): Promise<OggPage | undefined> {
    while (!this.#link) {
      const page = await this.#reader.next();
      if (!page) return undefined;
      if (page.isFirst) this.#link = page;
    }
    return this.#link;
  }

  /** Reads the next page of the stream. @returns whether there is one */
  async #nextPage(): Promise<boolean> {
    while (!this.#isLast) {
      const page = await this.#reader.next();
      if (!page) return false;
      if (page.isFirst && (this.#isStarted || page.serial === this.#serial)) {
        this.#link = page;
        return false;
      }
      if (!page.isFirst) this.#isStarted = true;
      if (page.serial !== this.#serial) continue;
      this.#read(page);
      return true;
    }
    return false;
  }

  #read(page: OggPage): void {
    const hasGap = page.sequence !== this.#sequence + 1;
    this.#hasGap ||= hasGap;
    this.#sequence = page.sequence;
    this.#isLast = page.isLast;
    this.#granule = page.granule;
    this.#body = page.body;
    this.#at = 0;
    const lacing = page.bytes.subarray(HEADER_BYTES, HEADER_BYTES + page.bytes[26]!);
    const lengths: number[] = [];
    let length = 0;
    for (const value of lacing) {
      length += value;
      if (value === 255) continue;
      lengths.push(length);
      length = 0;
    }
    const isContinued = (page.bytes[5]! & 1) !== 0;
    if (this.#tail) this.#keep(this.#tail);
    this.#tail = undefined;
    if (hasGap || !isContinued) this.#dropPartial();
    const isTruncated = isContinued && this.#partial.length === 0;
    const hasWhole = lengths.length > 0;
    // The rest of a packet whose beginning is missing is no packet.
    if (isTruncated) this.#at = lengths.shift() ?? length;
    this.#lengths = lengths;
    if (length === 0) return;
    const rest = page.body.slice(page.body.length - length);
    if (hasWhole) this.#tail = rest;
    else if (!isTruncated) this.#keep(rest);
  }

  #keep(bytes: Uint8Array): void {
    this.#partialBytes += bytes.length;
    if (this.#partialBytes > PACKET_BYTES_MAX) this.#dropPartial();
    else this.#partial.push(bytes);
  }

  #dropPartial(): void {
    this.#partial = [];
    this.#partialBytes = 0;
  }
}
