/*
 * Opens a question from its secret link, `/hoi-dap/tra-cuu#<code>.<secret>`. The part after `#` never
 * leaves the browser, so the secret stands in no log; here it is moved into the form and sent by POST.
 */
export default function startTrackingLink(form) {
  const [code, secret] = decodeURIComponent(location.hash.slice(1)).split(".");
  if (!code || !secret) return;
  history.replaceState(null, "", location.pathname + location.search);
  form.elements.namedItem("code").value = code;
  form.elements.namedItem("secret").value = secret;
  form.requestSubmit();
}
