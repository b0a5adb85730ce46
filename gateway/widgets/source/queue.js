/*
 * Ratings that could not be sent: at most ten, kept in this browser until they are, each under its
 * own key, so that one sent twice counts once.
 */
const NAME = "langnghe-ratings";
let memory = [];
let isSending;

/* Return what is kept, after replacing it if a list is given. */
function kept(list) {
  memory = list?.slice(-10) || memory;
  try {
    if (list) localStorage.setItem(NAME, JSON.stringify(memory));
    memory = [...JSON.parse(localStorage.getItem(NAME))];
  } catch {
    // no storage here, or spoilt: what this page knows has to do
  }
  return memory;
}

export const keep = (...entry) => kept([...kept(), entry]);

/* Send what is kept, oldest first, until one has to wait. */
export async function sendKept(send) {
  if (isSending) return;
  isSending = true;
  try {
    for (const entry of kept()) {
      await send(...entry).catch((error) => {
        if (!(error.status < 500) || error.status == 429) throw error;
      });
      kept(kept().filter(([key]) => key != entry[0]));
    }
  } catch {
    // the rest waits
  }
  isSending = false;
}
