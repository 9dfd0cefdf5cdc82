/** Codecs by the object type of an elementary stream descriptor. */
const OBJECT_TYPES: Readonly<Record<number, string>> = {
  0x40: "aac",
  0x66: "AAC Main",
  0x67: "aac",
  0x68: "AAC SSR",
  0x69: "mp3",
  0x6b: "mp3",
};

/** Reads an elementary stream descriptor. @see ISO/IEC 14496-1, 7.2.6.5 */
export function readDescriptor(bytes: Uint8Array): { codec: string; extraData: Uint8Array } {
  let codec = "aac";
  let extraData: Uint8Array = new Uint8Array();
  for (let at = 0; at + 2 <= bytes.length;) {
    const tag = bytes[at++]!;
    let size = 0;
    for (let more = true, i = 0; more && i < 4; i++) {
      more = (bytes[at]! & 0x80) !== 0;
      size = size << 7 | bytes[at++]! & 0x7f;
    }
    if (tag === 3) {
      const flags = bytes[at + 2]!;
      at += 3 + (flags & 0x80 ? 2 : 0) + (flags & 0x40 ? 1 + bytes[at + 3]! : 0) +
        (flags & 0x20 ? 2 : 0);
    } else if (tag === 4) {
      const type = bytes[at]!;
      codec = OBJECT_TYPES[type] ?? `object type 0x${type?.toString(16)}`;
      at += 13;
    } else {
      if (tag === 5) extraData = bytes.subarray(at, at + size);
      at += size;
    }
  }
  return { codec, extraData };
}
