// Length in bytes and CRC-32 of all fields by name, as cohort/drafts/facts.py makes it of what it stored: so that a page
// knows whether the server holds exactly the text that stands in its boxes.
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? 0xedb88320 ^ (sum >>> 1) : sum >>> 1;
  return sum;
});

export const oneLineEnd = (text) => text.replace(/\r\n?/g, "\n");

// By code points, as Python sorts; the names of fields are plain letters.
export const checksum = (values) => {
  const pairs = Object.keys(values).sort().map((name) => `${name}\0${oneLineEnd(values[name])}\0`).join("");
  const bytes = new TextEncoder().encode(pairs);
  let sum = 0xffffffff;
  for (const byte of bytes) sum = TABLE[(sum ^ byte) & 0xff] ^ (sum >>> 8);
  return `${bytes.length}-${((sum ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0")}`;
};
