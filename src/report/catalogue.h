/*
 * Sentences for people, made from the codes of findings and advice and the catalogue of the
 * knowledge base (kb/wording.h) in one language, for clinicians or for the patient. Writes plain
 * UTF-8; escaping is the surface's. A key without a text is written as the key itself in brackets,
 * which `precis kb check` proves never to happen for codes of the tables.
 */
#ifndef PRECIS_REPORT_CATALOGUE_H
#define PRECIS_REPORT_CATALOGUE_H

#include "finding/advice.h"
#include "kb/wording.h"

typedef struct catalogue {
    const kb_wording *words;
    kb_language language;
    bool patient;
} catalogue;

/** A placeholder and what it stands for: {"drug", "codeine"}. */
typedef struct catalogue_slot {
    const char *name;
    str value;
} catalogue_slot;

/** The text of a key; for the patient its ".patient" variant where there is one. Empty if none. */
str catalogue_text(const catalogue *c, str key);
/** Writes the text of a key with its placeholders filled. */
void catalogue_put(const catalogue *c, buf *out, str key, const catalogue_slot *slots,
                   size_t count);
/** The text of "<group>.<code>". */
void catalogue_put_code(const catalogue *c, buf *out, const char *group, str code);
/** Same with one placeholder. */
void catalogue_put_slot(const catalogue *c, buf *out, const char *key, const char *name, str value);

/** What ends a sentence: "." or "।". */
str catalogue_stop(const catalogue *c);
/** Ends what was said, unless it ends already, and leaves room for the next; nothing when nothing
 *  was said. */
void catalogue_end_sentence(const catalogue *c, buf *out);

/** "Reduce the dose: 50 % of the usual starting dose; no more than 20 mg/day" (clinician), or the
 *  patient's sentence. Without a full stop for clinicians. */
void catalogue_put_action(const catalogue *c, buf *out, const advice *row);
/** One further code, "Monitor the ECG." */
void catalogue_put_also(const catalogue *c, buf *out, str code);
/** "CYP2D6: Higher exposure: parent drug" */
void catalogue_put_implication(const catalogue *c, buf *out, const advice_implication *i);
/** A drug's name, or the wording of a class. */
void catalogue_put_alternative(const catalogue *c, buf *out, str alternative);
/** A phenotype or lookup key in words; itself when the catalogue has none ("*57:01 positive"). */
void catalogue_put_phenotype(const catalogue *c, buf *out, str phenotype);
/** What is said of the drug at its head: the headline's action, or why there is none. */
void catalogue_put_headline(const catalogue *c, buf *out, const advice_drug *drug);
/** What a chart states, in words: "fact.<name>.<value>", else "fact.<value>"; a value without a
 * text (a drug's name, a genotype) is written as it is. */
void catalogue_put_fact(const catalogue *c, buf *out, str name, str value);
/** The name of a measured quantity of kb/analytes, "analyte.<name>"; itself when there is none. */
void catalogue_put_analyte(const catalogue *c, buf *out, str name);
/** "CYP2C19 Poor Metaboliser, VKORC1 -1639 AG": the facts of a case. */
void catalogue_put_case(const catalogue *c, buf *out, const advice_case *k);

#endif
