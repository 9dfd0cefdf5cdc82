import { fftCases } from "./cases/fft.ts";
import { register } from "./register.ts";

await register(fftCases);
