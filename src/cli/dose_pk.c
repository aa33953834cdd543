/*
 * Hands the options of `precis dose` to the fit and writes the drawing. No medical logic.
 */
#include "cli/dose_pk.h"

#include "base/file.h"
#include "report/pk_svg.h"
#include "risk/pk_answer.h"

enum { SVG_MAX = 4 << 20 };

bool dose_pk_has(const kb *k, str drug)
{
    AUTO(arena_release) arena a = {0};
    pk_drugs drugs;
    err e;
    return pk_drugs_open(k, &a, &drugs, &e) == OK && pk_drug_find(&drugs, drug) != NULL;
}

static status texts(const char *const *items, size_t count, arena *a, const str **out, err *e)
{
    str *list = ARENA_ARRAY(a, str, count + 1);
    TRY_MEM(e, list);
    for (size_t i = 0; i < count; i++) list[i] = str_of(items[i]);
    *out = list;
    return OK;
}

static status write_svg(const kb *k, const dose_pk_request *q, const pk_curve *curve, arena *a,
                        err *e)
{
    kb_wording words;
    AUTO(buf_release) buf text;
    AUTO(outfile_discard) outfile file = {.fd = -1};
    buf_init(&text, SVG_MAX);
    if (curve->count == 0)
        FAIL(e, E_ARGUMENT, "%s: there is no curve to draw (see the answer)", q->svg);
    TRY(kb_wording_open(k, a, &words, e));
    const catalogue c = {&words, q->language, false};
    pk_svg(&c, curve, &text);
    TRY(buf_status(&text, e));
    TRY(outfile_open(&file, q->svg, e));
    TRY(outfile_write(&file, buf_str(&text), e));
    return outfile_commit(&file, e);
}

status dose_pk(const kb *k, const risk_engine *g, const dose_pk_request *q, const person *p,
               const finding_set *findings, const risk_given *given, size_t given_count, arena *a,
               score *out, err *e)
{
    pk_drugs drugs;
    pk_curve curve;
    pk_request request = {.drug = q->drug,
                          .dose_count = q->dose_count,
                          .level_count = q->level_count,
                          .target = str_of(q->target == NULL ? "" : q->target),
                          .next = str_of(q->next == NULL ? "" : q->next)};
    TRY(texts(q->doses, q->dose_count, a, &request.doses, e));
    TRY(texts(q->levels, q->level_count, a, &request.levels, e));
    TRY(pk_drugs_open(k, a, &drugs, e));
    TRY(pk_answer(&drugs, g, &request, p, findings, given, given_count, a, out, &curve, e));
    return q->svg == NULL || out->status != SCORE_DONE ? OK : write_svg(k, q, &curve, a, e);
}
