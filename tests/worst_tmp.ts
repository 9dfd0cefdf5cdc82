import { fuzzFiles } from "./fuzz/fuzz_file.ts";
import { findFault } from "./fuzz/fault.ts";
import process from "node:process";
const cpu=()=>{const {user,system}=process.cpuUsage();return (user+system)/1000};
let worst={open:0,decode:0}; let calls=0;
const real=WebAssembly.instantiate.bind(WebAssembly);
(WebAssembly as any).instantiate=async (m: any, i: any)=>{const inst:any=await real(m,i); const e={...inst.exports}; for (const n of ["open","decode"] as const) { const f=inst.exports[n]; if(!f) continue; e[n]=(...a:any[])=>{const t=cpu(); try {return f(...a)} finally {const d=cpu()-t; calls++; if(d>worst[n]) worst[n]=d;}}} return {exports:e}};
for (const name of Deno.args) {
  const file = fuzzFiles(name, 9);
  for (let i=0;i<300;i++) await findFault(file(i));
  const slow:[number,number][]=[]; calls=0; const top={open:0,decode:0};
  for (let i=300;i<3300;i++) { worst={open:0,decode:0}; const f=file(i); await findFault(f); let w={...worst}; for (let k=0;k<4 && (w.open>2||w.decode>2);k++){ worst={open:0,decode:0}; await findFault(f); w={open:Math.min(w.open,worst.open),decode:Math.min(w.decode,worst.decode)};} top.open=Math.max(top.open,w.open); top.decode=Math.max(top.decode,w.decode);}
  console.log(name,"calls",calls,"worst open ms",top.open.toFixed(1),"worst decode ms",top.decode.toFixed(1));
}
