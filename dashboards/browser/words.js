// What does Streamlit say in English whatever the language of the page, and what is said instead?
//
// It has no translations, so what it writes beside our own texts is replaced where it is written: a text, a title, a label or a placeholder that
// is one of `data.words`, or matches one of `data.patterns`. Our own texts (Markdown, the cells of tables) are left alone.
// Sends one trigger, `failed`, when a file could not be made: the page then says why.
const OURS = "[data-testid=stMarkdown], [data-testid=stCode], textarea, script, style";
const NAMED = ["title", "aria-label", "placeholder"];
const FAILED = "[data-testid=stDownloadButtonError]";
let words = new Map();
let patterns = [];
let send = () => {};
let observer = null;
let seen = new WeakSet();

export default function render({ data, setTriggerValue }) {
  words = new Map(Object.entries(data.words));
  patterns = data.patterns.map(([wanted, said]) => [new RegExp(`^${wanted}$`), said]);
  send = () => setTriggerValue("failed", Date.now());
  document.documentElement.lang = data.lang;
  if (!observer) {
    observer = new MutationObserver(changed);
    observer.observe(document.body, {
      subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: NAMED,
    });
  }
  walk(document.body);
}

function changed(records) {
  for (const { type, target, addedNodes } of records) {
    if (type === "childList") addedNodes.forEach(walk);
    else if (type === "characterData") text(target);
    else named(target);
  }
}

function walk(node) {
  if (node.nodeType === Node.TEXT_NODE) text(node);
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  if (node.matches(OURS)) {
    node.querySelectorAll("button, a").forEach(named); // to copy a text, to link to a heading
    return;
  }
  named(node);
  const failed = node.matches(FAILED) ? node : node.querySelector(FAILED);
  if (failed && !seen.has(failed)) {
    seen.add(failed);
    send();
  }
  node.childNodes.forEach(walk);
}

function text(node) {
  if (node.parentElement?.closest(OURS)) return;
  const said = instead(node.nodeValue);
  if (said !== null) node.nodeValue = said;
}

function named(element) {
  for (const name of NAMED) {
    const said = instead(element.getAttribute(name));
    if (said !== null) element.setAttribute(name, said);
  }
}

// What is said in place of a text; null where it stays. Never the text itself, which would be seen as a change for ever.
function instead(given) {
  const bare = given?.trim();
  if (!bare) return null;
  let said = words.get(bare);
  if (said === undefined) {
    const found = patterns.find(([wanted]) => wanted.test(bare));
    said = found && bare.replace(...found);
  }
  return said === undefined || said === bare ? null : said;
}
