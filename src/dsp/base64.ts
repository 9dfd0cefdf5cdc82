/** Decodes base64. @throws {Error} when the text is not valid */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  // Not in Node before 25.
  const { fromBase64 }: Partial<Uint8ArrayConstructor> = Uint8Array;
  if (fromBase64) return fromBase64(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
