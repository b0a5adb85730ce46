/* Finds the number behind the gateway's hash, a little at a time, while somebody fills the form. */
export async function findProof({ algorithm, challenge, maxNumber, salt, signature }, signal) {
  const encoder = new TextEncoder();
  for (let number = 0; number <= maxNumber && !signal.aborted; number++) {
    const hash = await crypto.subtle.digest(algorithm, encoder.encode(salt + number));
    const bytes = Array.from(new Uint8Array(hash), (byte) => (byte + 256).toString(16).slice(1));
    if (bytes.join("") == challenge) {
      return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
    }
    if (number % 500 == 0) await new Promise((resume) => setTimeout(resume));
  }
}
