// Answers, for a list of texts on standard input, what X's own twitter-text says each weighs.
const { createRequire } = require("node:module");
const { readFileSync } = require("node:fs");

const { parseTweet } = createRequire(`${process.argv[2]}/`)("twitter-text");
const texts = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map((text) => parseTweet(text).weightedLength)));
