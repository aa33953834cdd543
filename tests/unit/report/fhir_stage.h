/*
 * A report made by hand for the tests of the FHIR writer: the built-in knowledge, English words,
 * and what each test puts in. `stage_write` gives what a part of the writer writes, as text.
 */
#ifndef PRECIS_TESTS_FHIR_STAGE_H
#define PRECIS_TESTS_FHIR_STAGE_H

#include "report/report_fhir_pieces.h"

typedef struct stage {
    kb *knowledge;
    kb_wording words;
    kb_drug_list drugs;
    arena memory;
    finding_set findings;
    advice_set advice;
    report r;
    buf out; /**< of the last stage_write, ends with NUL */
} stage;

/** For cmocka: 0 when open. The report of nobody: no findings, no advice. */
int stage_open(stage *s);
void stage_close(stage *s);

/** What `part` writes inside a list. */
const char *stage_write(stage *s, void (*part)(fhir *f));
/** The whole bundle. */
const char *stage_bundle(stage *s);
/** How often `piece` stands in the text of the last write. */
size_t stage_count(const stage *s, const char *piece);

#endif
