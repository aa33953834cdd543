// Accessibility and behaviour of the report page in headless Chromium: axe-core (WCAG 2.2 AA) in light
// and dark mode, wide, at 320 px and at 400 % zoom, with every drug opened; no sideways scrolling; no
// network; keyboard only; the filter; and the page without its script. Arguments: HTML files. Needs
// playwright-core and axe-core (PRECIS_NODE = folder that holds node_modules) and a Chromium.
import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const require = createRequire(process.env.PRECIS_NODE + '/');
const chromiumPath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome'].find((p) => p && existsSync(p));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
let passed = 0;
let failed = 0;

function check(name, good, more) {
  if (good) passed += 1;
  else { failed += 1; console.log(`FAIL ${name}${more ? ': ' + more : ''}`); }
}

async function violations(page) {
  await page.evaluate(axe);
  const result = await page.evaluate((tags) => window.axe.run(document, {
    runOnly: { type: 'tag', values: tags } }), TAGS);
  return result.violations.map((v) => `${v.id} (${v.nodes.length}: ${v.nodes[0].html.slice(0, 90)})`);
}

async function look(browser, file, width, scheme, open) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme,
    bypassCSP: true });
  const page = await context.newPage();
  const requests = [];
  page.on('request', (r) => { if (!r.url().startsWith('file:')) requests.push(r.url()); });
  await page.goto(pathToFileURL(file).href);
  if (open) {
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
  }
  const where = `${file} ${width}px ${scheme}${open ? ' opened' : ''}`;
  const found = await violations(page);
  check(`axe ${where}`, found.length === 0, found.join('; '));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  check(`no sideways scrolling ${where}`, wide <= 0, `${wide} px too wide`);
  check(`no network ${where}`, requests.length === 0, requests.join(' '));
  await context.close();
}

async function keyboard(browser, file) {
  const page = await browser.newPage();
  const errors = [];
  page.on('pageerror', (e) => errors.push(String(e)));
  page.on('console', (m) => { if (m.type() === 'error') errors.push(m.text()); });
  await page.goto(pathToFileURL(file).href);
  await page.keyboard.press('Tab');
  check('the first Tab reaches the skip link', await page.evaluate(
    () => document.activeElement.classList.contains('skip')));
  const all = await page.locator('#all details').count();
  await page.fill('#f', 'clopidogrel');
  const shown = await page.locator('#all details:visible').count();
  check('the filter narrows the list', shown > 0 && shown < all, `${shown} of ${all}`);
  await page.fill('#f', '');
  check('an empty filter shows all', await page.locator('#all details:visible').count() === all);
  const first = page.locator('#all summary').first();
  await first.focus();
  await page.keyboard.press('Enter');
  check('Enter opens a drug', await page.locator('#all details').first().evaluate((d) => d.open));
  check('no error of the script or the policy', errors.length === 0, errors.join('; '));
  await page.close();
}

async function withoutScript(browser, file) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  check('without script: no dead filter', await page.locator('#f').isVisible() === false);
  check('without script: drugs are there', await page.locator('#all summary').first().isVisible());
  await context.close();
}

const browser = await chromium.launch({ executablePath: chromiumPath,
  args: ['--no-sandbox', '--disable-gpu'] });
const files = process.argv.slice(2);
for (const [i, file] of files.entries()) {
  if (i === 0) await look(browser, file, 1000, 'light', false);
  if (i === 0) await look(browser, file, 1000, 'dark', true);
  await look(browser, file, 320, 'light', true);
}
await keyboard(browser, files[0]);
await withoutScript(browser, files[0]);
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
