// Builds the browser assets into app/static/built: one style sheet, the script modules, the icon sprite, a manifest of
// hashed names and .gz copies. Everything third-party comes from node_modules and nothing of it stands in git.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "../../node_modules");
const built = join(here, "built");

// Kernels since 2020: esbuild rewrites newer syntax (inset, nesting) for them.
const target = ["chrome87", "firefox78", "safari14"];

const tabler = {
  name: "tabler",
  setup(build) {
    build.onLoad({ filter: /\.scss$/ }, ({ path }) => ({
      loader: "css",
      resolveDir: dirname(path),
      contents: sass.compile(path, { loadPaths: [join(modules, "@tabler/core/scss")], quietDeps: true }).css,
    }));
  },
};

async function bundle(entries) {
  const result = await esbuild.build({
    entryPoints: entries.map((name) => join(here, name)),
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target,
    legalComments: "none",
    outdir: built,
    plugins: [tabler],
    nodePaths: [modules],
    logLevel: "warning",
  });
  return result.outputFiles.map((file) => [file.path.split("/").at(-1), Buffer.from(file.contents)]);
}

/** One symbol for each name in icons.txt, drawn by CSS (`.ic`) and not by attributes of its own. */
function sprite() {
  const names = readFileSync(join(here, "icons.txt"), "utf8").trim().split("\n");
  const symbols = names.map((name) => {
    const svg = readFileSync(join(modules, "@tabler/icons/icons/outline", `${name}.svg`), "utf8");
    const shapes = svg.match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1].replace(/\s*\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
  });
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
}

function write(files) {
  rmSync(built, { recursive: true, force: true });
  mkdirSync(built, { recursive: true });
  const manifest = {};
  for (const [name, bytes] of files) {
    const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
    const hashed = name.replace(/\.(\w+)$/, `-${hash}.$1`);
    const packed = gzipSync(bytes, { level: 9 });
    writeFileSync(join(built, hashed), bytes);
    writeFileSync(join(built, `${hashed}.gz`), packed);
    manifest[name] = hashed;
    console.log(`${name.padEnd(14)} ${String(bytes.length).padStart(7)} B ${String(packed.length).padStart(6)} B gz`);
  }
  writeFileSync(join(built, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

write([
  ...(await bundle(["css/app.css", "js/core.js"])),
  ["icons.svg", sprite()],
  ["mark.svg", readFileSync(join(here, "mark.svg"))],
]);
