// Asks the authenticator what the page asks, and sends its answer as a form. The server checks everything.
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

  const create = async (asked) => {
    const user = { ...asked.user, id: bytes(asked.user.id) };
    const publicKey = { ...asked, user, challenge: bytes(asked.challenge), excludeCredentials: named(asked.excludeCredentials) };
    const made = await navigator.credentials.create({ publicKey });
    return said(made, { attestationObject: text(made.response.attestationObject) });
  };
  const get = async (asked) => {
    const publicKey = { ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials) };
    const found = await navigator.credentials.get({ publicKey });
    const { authenticatorData, signature, userHandle } = found.response;
    const handle = userHandle ? { userHandle: text(userHandle) } : {};
    return said(found, { authenticatorData: text(authenticatorData), signature: text(signature), ...handle });
  };
  const said = (credential, response) => JSON.stringify({
    id: credential.id, rawId: text(credential.rawId), type: credential.type, clientExtensionResults: {},
    response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
  });

  // The button stands disabled in the page: pressed before this script is here, it would send an empty answer.
  for (const form of document.querySelectorAll("form.passkey")) {
    const button = form.querySelector("button");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const problem = form.querySelector("[role=alert]");
      problem.hidden = button.disabled = true;
      try {
        const ask = form.dataset.ask === "create" ? create : get;
        form.elements.credential.value = await ask(JSON.parse(form.dataset.question));
        form.submit();
      } catch { problem.hidden = false; } finally { button.disabled = false; }
    });
    button.disabled = false;
  }
})();
