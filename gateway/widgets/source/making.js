/* Make an element with these properties and this inside. */
export function make(tag, properties, ...inside) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...inside);
  return node;
}

/* A key by which the gateway knows a request that is sent again; works on http pages as well. */
export const newKey = () => crypto.getRandomValues(new Uint32Array(4)).join("-");
