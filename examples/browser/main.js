import { createClassifier, ready } from "@babycry/babycry";

const input = document.querySelector("input");
const output = document.querySelector("output");

// Compiles the WebAssembly core without blocking the page.
await ready();
const classifier = await createClassifier({ model: "cry-detect" });
output.textContent = "Choose a recording. It does not leave this page.";
input.disabled = false;

input.addEventListener("change", async () => {
  const [file] = input.files;
  if (!file) return;
  try {
    const { cry } = await classifier.predict(file);
    output.textContent = `${file.name}: ${cry.label}, probability ${cry.probability.toFixed(2)}`;
  } catch (error) {
    output.textContent = `${file.name}: ${error.message}`;
  }
});
