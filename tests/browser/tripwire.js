// Put into every page and frame before its own scripts: notices what a payload does, and finds
// what on the page could still do something. `__tripwire()` returns all of it in sentences.
(() => {
  const seen = [];
  for (const name of ["alert", "confirm", "prompt", "print", "open", "msgbox"]) {
    window[name] = (...words) => { seen.push(`${name}(${words.join(", ").slice(0, 80)}) ran`); };
  }
  document.addEventListener("securitypolicyviolation", (event) => {
    seen.push(`the policy stopped ${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
  });
  const own = {
    getElementById: document.getElementById,
    querySelectorAll: document.querySelectorAll,
    createElement: document.createElement,
    addEventListener: document.addEventListener,
  };
  const runs = new Set(
    ("script style iframe frame frameset object embed applet base meta link form button select " +
     "textarea template noscript svg math portal fencedframe dialog marquee audio video source " +
     "track picture xmp plaintext title body html head slot canvas isindex keygen").split(" "));
  const schemes = new Set(["http:", "https:", "mailto:", "tel:", "course:"]);
  const says = new Set(
    ("style srcdoc srcset formaction action ping background xlink:href name is slot popover " +
     "popovertarget commandfor command autofocus contenteditable accesskey nonce form target " +
     "attributionsrc lowsrc dynsrc manifest data code codebase classid http-equiv").split(" "));

  // `where`: the parts of the page that hold what authors wrote; what is ours is let be.
  window.__tripwire = (where = "[data-piece]") => {
    const found = [...seen];
    for (const [name, own_one] of Object.entries(own)) {
      if (document[name] !== own_one) found.push(`document.${name} is something else now`);
    }
    for (const element of own.querySelectorAll.call(document, where)) {
      for (const inner of element.getElementsByTagName("*")) judge(inner, found);
    }
    return found;
  };

  // The same over a whole page of the site, where much is ours: only what no page of ours has.
  window.__tripwirePage = () => {
    const found = window.__tripwire("[data-none]");
    for (const element of document.getElementsByTagName("*")) {
      const here = element.cloneNode(false).outerHTML?.slice(0, 160) ?? element.nodeName;
      for (const { name, value } of element.attributes) {
        const bare = value.replace(/[\t\n\r]/g, "").trim();
        if (/^on/i.test(name) || ["style", "srcdoc", "ping", "background"].includes(name)) {
          found.push(`an attribute ${name}: ${here}`);
        }
        if (/^(javascript|vbscript|data|course|blob|filesystem):/i.test(bare) && leads.has(name)) {
          found.push(`an address: ${here}`);
        }
        if (loads.has(name) && element.localName !== "a" && outside(value)) {
          found.push(`asks another site: ${here}`);
        }
      }
      const name = element.localName;
      if (["iframe", "frame", "object", "embed", "base", "applet", "style", "math"].includes(name)) {
        found.push(`an element: ${here}`);
      }
      if (name === "meta" && /refresh/i.test(element.httpEquiv)) found.push(`leads away: ${here}`);
      if (name === "script" && !element.nonce && element.type !== "application/json") {
        found.push(`a script: ${here}`);
      }
    }
    return found;
  };
  const leads = new Set(["href", "src", "action", "formaction", "xlink:href", "poster", "data", "srcset"]);
  const loads = new Set(["src", "action", "formaction", "poster", "data", "srcset", "href", "xlink:href"]);
  const outside = (value) => {
    const url = URL.canParse(value, document.baseURI) ? new URL(value, document.baseURI) : null;
    return url !== null && url.origin !== location.origin;
  };

  function judge(element, found) {
    const here = element.cloneNode(false).outerHTML?.slice(0, 160) ?? element.nodeName;
    if (element.matches("[data-ours], [data-ours] *")) return;
    if (runs.has(element.localName) || element.namespaceURI !== "http://www.w3.org/1999/xhtml") {
      found.push(`an element: ${here}`);
    }
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name) || says.has(name)) found.push(`an attribute ${name}: ${here}`);
      if (name === "href" || name === "src") {
        const url = URL.parse ? URL.parse(value, document.baseURI) : new URL(value, document.baseURI);
        if (url && !schemes.has(url.protocol)) found.push(`an address ${url.protocol}: ${here}`);
        if (name === "src" && url && url.origin !== location.origin && url.protocol !== "course:") {
          found.push(`a picture from elsewhere: ${here}`);
        }
      }
    }
  }
})();
