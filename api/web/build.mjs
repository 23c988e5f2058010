// Builds the page into ../static, or into the folder named: one script, one style sheet, and the
// licences of what is bundled.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, "..", "static");
const MOST = 100_000; // bytes of script, compressed

await mkdir(target, { recursive: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: { page: "src/main.tsx", style: "src/style.css" },
  outdir: target,
  bundle: true,
  format: "esm",
  target: "es2023",
  minify: true,
  charset: "utf8",
  jsx: "automatic",
  jsxImportSource: "preact",
  metafile: true,
  logLevel: "warning",
});
for (const name of ["index.html", "icon.svg"]) await copyFile(join(here, "src", name), join(target, name));
await writeFile(join(target, "LICENSES.txt"), await licences(Object.keys(metafile.inputs)));

const size = gzipSync(await readFile(join(target, "page.js"))).length;
if (size > MOST) throw new Error(`page.js has ${size} bytes compressed, more than ${MOST}`);
console.log(`page.js: ${size} bytes compressed`);

async function licences(inputs) {
  const names = new Set(
    inputs.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean),
  );
  const texts = ["page.js was built from Dateline's api/web and holds these packages:\n"];
  for (const name of [...names].sort()) {
    const folder = join(here, "node_modules", name);
    const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    texts.push(`\n${name} ${version}\n\n${await readFile(join(folder, "LICENSE"), "utf8")}`);
  }
  return texts.join("");
}
