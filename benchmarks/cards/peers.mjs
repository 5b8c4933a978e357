// The JavaScript peers: `node peers.mjs JOB ENGINE`, prints JSON. Given type size and line height,
// photo, scrim, logo, speaker and role; each keeps what it can between cards.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [, , jobPath, engine] = process.argv;
const job = JSON.parse(readFileSync(jobPath, "utf8"));
const require = createRequire(job.modules + "/");
const font = (path) => readFileSync(path);
const scrim =
  "linear-gradient(to bottom, rgba(8,9,14,0.42) 0%, rgba(8,9,14,0.10) 10%, rgba(8,9,14,0.06) 26%, rgba(8,9,14,0.80) 50%, rgba(8,9,14,0.95) 100%)";

function tree(card, image, container, text) {
  const { width, height } = job;
  return container({ width, height, display: "flex", position: "relative", backgroundColor: "#08090e" }, [
    image("photo", { position: "absolute", left: 0, top: 0, width, height }, width, height),
    container({ position: "absolute", left: 0, top: 0, width, height, display: "flex", backgroundImage: scrim }, []),
    text({ position: "absolute", left: 86, top: 420, fontFamily: "SourceSerif", fontSize: 170, color: "#ffb25c", lineHeight: 1 }, "“"),
    container({ position: "absolute", left: 86, bottom: 260, width: 908, display: "flex" }, [
      text({ fontFamily: "SourceSerif", fontSize: card.px, lineHeight: card.leading, color: "#faf7f0", textWrap: "balance", width: 908 }, card.text),
    ]),
    container({ position: "absolute", left: 86, bottom: 190, width: 81, height: 4, display: "flex", backgroundColor: "#ffb25c" }, []),
    text({ position: "absolute", left: 86, bottom: 122, fontFamily: "LibreFranklin", fontWeight: 600, fontSize: 35, color: "#faf7f0" }, job.speaker),
    text({ position: "absolute", left: 86, bottom: 78, fontFamily: "LibreFranklin", fontWeight: 400, fontSize: 28, color: "#c4c6ce" }, job.role),
    image("logo", { position: "absolute", right: 86, bottom: 98, width: job.logoWidth, height: job.logoHeight }, job.logoWidth, job.logoHeight),
  ]);
}

async function takumi(format) {
  const { Renderer } = require("@takumi-rs/core");
  const renderer = new Renderer();
  for (const [name, weight, path] of job.fonts) await renderer.registerFont({ name, weight, data: font(path) });
  const images = [
    { src: "photo", data: font(job.photo) },
    { src: "logo", data: font(job.logo) },
  ];
  const node = (card) =>
    tree(
      card,
      (src, style, width, height) => ({ type: "image", src, width, height, style }),
      (style, children) => ({ type: "container", style, children }),
      (style, words) => ({ type: "text", text: words, style }),
    );
  const options = { width: job.width, height: job.height, images, format };
  if (format === "jpeg") options.quality = 90;
  return (card) => renderer.render(node(card), options);
}

async function satori() {
  const make = require("satori").default ?? require("satori");
  const { Resvg } = require("@resvg/resvg-js");
  const fonts = job.fonts.map(([name, weight, path]) => ({ name, weight, style: "normal", data: font(path) }));
  const source = {
    photo: `data:image/jpeg;base64,${font(job.photo).toString("base64")}`,
    logo: `data:image/png;base64,${font(job.logo).toString("base64")}`,
  };
  const node = (card) =>
    tree(
      card,
      (src, style, width, height) => ({ type: "img", props: { src: source[src], width, height, style } }),
      (style, children) => ({ type: "div", props: { style, children } }),
      (style, words) => ({ type: "div", props: { style, children: words } }),
    );
  return async (card) => {
    const svg = await make(node(card), { width: job.width, height: job.height, fonts });
    return new Resvg(svg, { font: { loadSystemFonts: false } }).render().asPng();
  };
}

const [name, format] = engine.split("-");
const render = name === "takumi" ? await takumi(format) : await satori();
let bytes = 0;
for (const card of job.cards) bytes = (await render(card)).length;
if (job.show) (await import("node:fs")).writeFileSync(`${job.folder}/${engine}.${format ?? "png"}`, await render(job.cards[0]));
const taken = job.cards.map(() => Infinity);
for (let pass = 0; pass < job.passes; pass++) {
  for (const [number, card] of job.cards.entries()) {
    const before = process.cpuUsage();
    await render(card);
    const used = process.cpuUsage(before);
    taken[number] = Math.min(taken[number], (used.user + used.system) / 1000);
  }
}
const sorted = [...taken].sort((a, b) => a - b);
const middle = sorted.length / 2;
console.log(
  JSON.stringify({
    p50: (sorted[Math.floor(middle)] + sorted[Math.ceil(middle) - 1]) / 2,
    mean: taken.reduce((a, b) => a + b) / taken.length,
    bytes,
    rss_mb: Math.round(process.resourceUsage().maxRSS / 102.4) / 10,
  }),
);
