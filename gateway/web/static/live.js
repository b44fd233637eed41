// Says whether the page is live, and leaves for the sign-in page when the session has ended.
const SIGNED_OUT = 4401;
const sign = document.querySelector("#connection");

function show(word, state) {
  if (sign.dataset.state === state) return;
  sign.hidden = false;
  sign.textContent = word;
  sign.dataset.state = state;
}

document.addEventListener("htmx:ws:after:connection", () => show("Live", "live"));
document.addEventListener("htmx:ws:close", ({ detail }) => {
  if (detail.code === SIGNED_OUT) location.assign("/sign-in");
  else if (detail.reason === "closed") show("Reconnecting…", "lost");
});
