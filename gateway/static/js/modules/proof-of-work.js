/*
 * Does a little work in the background, so that one machine can't fill a survey thousands of times.
 * `<input type="hidden" data-module="proof-of-work" data-salt data-challenge data-max data-signature>`
 * gets ALTCHA's solution as its value; a form sent before that, or without scripts, serves as well.
 */
const BETWEEN_PAUSES = 500;
const LONGEST_PAUSE_MS = 500;
const encoder = new TextEncoder();

/* Painting and typing come first; Safari knows no idle callback. */
const idle = () =>
  new Promise((resume) => {
    if (globalThis.requestIdleCallback) requestIdleCallback(resume, { timeout: LONGEST_PAUSE_MS });
    else setTimeout(resume);
  });

async function hash(text) {
  const digest = await crypto.subtle.digest("SHA-256", encoder.encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function find({ salt, challenge, max }) {
  for (let number = 0; number <= Number(max); number += 1) {
    if (number % BETWEEN_PAUSES === 0) await idle();
    if ((await hash(salt + number)) === challenge) return number;
  }
  return null;
}

export default async function startProofOfWork(element) {
  if (!globalThis.crypto?.subtle) return;
  const { salt, challenge, signature } = element.dataset;
  const number = await find(element.dataset);
  if (number === null) return;
  const solution = { algorithm: "SHA-256", challenge, number, salt, signature };
  element.value = btoa(JSON.stringify(solution));
}
