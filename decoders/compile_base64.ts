/** Compiles a WebAssembly module from its bytes in Base64. */
export function compileBase64(wasmBase64: string): Promise<WebAssembly.Module> {
  const binary = atob(wasmBase64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return WebAssembly.compile(bytes);
}
