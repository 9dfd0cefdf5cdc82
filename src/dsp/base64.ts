/** Bytes of base64. @throws {Error} when it is none */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  // Node before 25 has no such method.
  const { fromBase64 }: Partial<Uint8ArrayConstructor> = Uint8Array;
  if (fromBase64) return fromBase64(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
