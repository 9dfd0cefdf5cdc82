/** Computes CRC-8; 0 when the last byte is the checksum of the others. */
export function crc8(bytes: Uint8Array, length: number): number {
  let crc = 0;
  for (let i = 0; i < length; i++) {
    crc ^= bytes[i]!;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? crc << 1 & 0xff ^ 0x07 : crc << 1;
  }
  return crc;
}

/** Eight tables of 256 values: of a byte, and of a byte before one to seven zeros. */
let crc16Tables: Uint16Array | undefined;

/** Computes CRC-16, eight bytes at once; 0 when the last two bytes are the checksum of the others. */
export function crc16(bytes: Uint8Array, length: number): number {
  const tables = crc16Tables ??= createCrc16Tables();
  let crc = 0, i = 0;
  for (; i + 8 <= length; i += 8) {
    crc = tables[1792 + (crc >> 8 ^ bytes[i]!)]! ^ tables[1536 + (crc & 0xff ^ bytes[i + 1]!)]! ^
      (tables[1280 + bytes[i + 2]!]! ^ tables[1024 + bytes[i + 3]!]! ^
        tables[768 + bytes[i + 4]!]! ^ tables[512 + bytes[i + 5]!]! ^
        tables[256 + bytes[i + 6]!]! ^ tables[bytes[i + 7]!]!);
  }
  for (; i < length; i++) crc = (crc & 0xff) << 8 ^ tables[crc >> 8 ^ bytes[i]!]!;
  return crc;
}

function createCrc16Tables(): Uint16Array {
  const tables = new Uint16Array(2048);
  for (let i = 0; i < tables.length; i++) {
    let crc = i < 256 ? i << 8 : tables[i - 256]!;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? crc << 1 & 0xffff ^ 0x8005 : crc << 1;
    tables[i] = crc;
  }
  return tables;
}
