/*
 * What the files of the FHIR writer share: one bundle being written, identifiers, codings, and
 * the pieces that every resource has. Internal to report_fhir*.c.
 *
 * A resource is named by a kind and up to two texts ("haplotype", "CYP2D6", "*4"). Its identifier
 * is a UUID of version 8 (RFC 9562) made from the sample's name and these, so the same input gives
 * the same bundle and a reference needs nothing but the names.
 *
 * To add resources of another kind: write a file report_fhir_<idea>.c with one function that takes
 * `fhir *`, put each resource between fhir_resource and fhir_resource_end, and call the function
 * from report_fhir().
 */
#ifndef PRECIS_REPORT_FHIR_PIECES_H
#define PRECIS_REPORT_FHIR_PIECES_H

#include "base/jsonw.h"
#include "kb/kb.h"
#include "report/report.h"

#define FHIR_CORE "http://hl7.org/fhir/StructureDefinition/"
#define FHIR_GENOMICS "http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/"
#define FHIR_TBD "http://hl7.org/fhir/uv/genomics-reporting/CodeSystem/tbd-codes-cs"
#define FHIR_LOINC "http://loinc.org"

enum { FHIR_TEXT_MAX = 1 << 20, FHIR_UUID_SIZE = 46 };

typedef struct fhir {
    const report *r;
    const kb_table *codes; /**< kb/fhir_codes.tsv; NULL when absent */
    uint32_t code_kind, code_ours, code_system, code_theirs, code_display;
    const kb_table *genes; /**< kb/genes.tsv; NULL when absent */
    uint32_t gene_name, gene_hgnc;
    jsonw w;
    buf key;  /**< scratch of the identifiers */
    buf text; /**< scratch of fhir_pair_clean */
} fhir;

/** A code of kb/fhir_codes.tsv. */
typedef struct fhir_code {
    str system, code, display;
} fhir_code;

/** Borrows the report; nothing is allocated yet. */
void fhir_open(fhir *f, const report *r, buf *out);
void fhir_close(fhir *f);

/** What our code `code` of `kind` ("phenotype", "action", "followup", "build") is in a public code
 * system; false when none means the same. */
bool fhir_code_find(const fhir *f, const char *kind, str code, fhir_code *out);

/** "urn:uuid:…" of the resource with these names; b may be empty. */
void fhir_uuid(fhir *f, const char *kind, str a, str b, char out[FHIR_UUID_SIZE]);
/** {"reference": …}, under a key or (key NULL) as an item of a list. */
void fhir_refer(fhir *f, const char *key, const char *kind, str a, str b);

/** A text without control characters; left out when nothing is left of it. */
void fhir_pair_clean(fhir *f, const char *key, str value);
/** The report's text of "<group>.<code>" as a pair. */
void fhir_pair_words(fhir *f, const char *key, const char *group, str code);
/** One object of a list "coding". */
void fhir_coding(fhir *f, const char *system, str code, str display);
/** A CodeableConcept of one coding, or (no code, n = 0) of text alone; `text` may be empty. */
void fhir_concept(fhir *f, const char *key, const char *system, str code, str display, str text);
/** A gene with its HGNC code where the table has one. */
void fhir_gene(fhir *f, const char *key, str gene);
/** A drug with its RxNorm and ATC codes where the table has them, and `text`. */
void fhir_medication(fhir *f, const char *key, str drug, str text);
/** [{"text": words}]: notes of a resource. */
void fhir_note_words(fhir *f, const char *group, str code);

/** Opens an entry of the bundle and its resource, with meta.profile. */
void fhir_resource(fhir *f, const char *type, const char *profile, const char *kind, str a, str b);
void fhir_resource_end(fhir *f);
/** The start that all our observations share: status, categories, code, subject, time. */
void fhir_observation(fhir *f, const char *profile, const char *kind, str a, str b,
                      const char *state, const char *system, const char *code);

/** Opens a component with its code; the caller writes the value and closes it. */
void fhir_component(fhir *f, const char *system, const char *code);
void fhir_component_end(fhir *f);
/** The components of the guide for the gene and for the conclusion in words. */
void fhir_component_gene(fhir *f, str gene);
void fhir_component_conclusion(fhir *f, str text);
/** {"url": url, "value…": …}: opens an extension; the caller writes its value and closes it. */
void fhir_extension(fhir *f, const char *url);
void fhir_extension_end(fhir *f);

/* ---- the parts of the bundle ---- */

/** There is a genotype to report: otherwise the gene's Observation says why there is none. */
bool fhir_has_genotype(const finding *x);
/** Genotypes, haplotypes and genes without a result, and the study that found them. */
void fhir_write_genes(fhir *f);
/** The items of DiagnosticReport.result for them. */
void fhir_refer_genes(fhir *f);
/** A study is reported when a file was read. */
bool fhir_has_study(const fhir *f);

/** Therapeutic implications, and tasks for what is to be done. */
void fhir_write_advice(fhir *f);
void fhir_refer_advice(fhir *f);
/** The recommended-action extensions of the report; writes nothing when there is no task. */
void fhir_extend_tasks(fhir *f);
bool fhir_any_task(const fhir *f);

/** gender and birthDate of the Patient, where the chart states them. */
void fhir_put_person(fhir *f);
/** A MedicationStatement of the drug is in the bundle: the person takes it. */
bool fhir_has_statement(const fhir *f, str drug);
/** Medicines, allergies, calculated answers, suggested tests. */
void fhir_write_chart(fhir *f);
/** The items of DiagnosticReport.result among them. */
void fhir_refer_chart(fhir *f);
/** The scores of each visit of a course, and the responses, as Observations of their days. */
void fhir_write_courses(fhir *f);
/** The items of DiagnosticReport.result for them. */
void fhir_refer_courses(fhir *f);
/** The supportingInfo extensions of the report for what is no result. */
void fhir_extend_chart(fhir *f);
bool fhir_any_beside(const fhir *f);

#endif
