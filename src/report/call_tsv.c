/*
 * Findings as rows of TSV. Knows columns; decides nothing.
 */
#include "report/call_tsv.h"

void call_tsv_header(buf *out)
{
    buf_put_text(out, "sample\tgene\tstatus\tdiplotypes\tscores\thaplotypes\tphenotypes\t"
                      "activity_scores\tlookup_keys\tmissing\twarnings\n");
}

/* No text may break the row; names with such characters are rare enough to be shown changed. */
static void put_field(buf *out, str text)
{
    size_t clean = 0;
    while (clean < text.n && (unsigned char)text.p[clean] >= 0x20) clean++;
    buf_put(out, text.p, clean);
    for (size_t i = clean; i < text.n; i++) {
        buf_put_c(out, (unsigned char)text.p[i] < 0x20 ? '?' : text.p[i]);
    }
}

static void put_or_dot(buf *out, str text)
{
    if (text.n == 0)
        buf_put_c(out, '.');
    else
        put_field(out, text);
}

typedef enum part { PART_DIPLOTYPE, PART_PHENOTYPE, PART_ACTIVITY, PART_KEY } part;

static str part_of(const finding_candidate *c, part which)
{
    switch (which) {
    case PART_DIPLOTYPE: return c->diplotype;
    case PART_PHENOTYPE: return c->phenotype;
    case PART_ACTIVITY: return c->activity_score;
    case PART_KEY: return c->lookup_key;
    }
    return (str){NULL, 0};
}

static bool any_part(const finding *f, part which)
{
    for (size_t i = 0; i < f->candidate_count; i++) {
        if (part_of(&f->candidates[i], which).n > 0) return true;
    }
    return false;
}

static void put_parts(buf *out, const finding *f, part which)
{
    bool any = any_part(f, which);
    buf_put_c(out, '\t');
    if (!any) {
        buf_put_c(out, '.');
        return;
    }
    for (size_t i = 0; i < f->candidate_count; i++) {
        if (i > 0) buf_put_c(out, ';');
        put_or_dot(out, part_of(&f->candidates[i], which));
    }
}

static void put_scores(buf *out, const finding *f)
{
    bool any = false;
    for (size_t i = 0; i < f->candidate_count && !any; i++) {
        any = f->candidates[i].score != FINDING_NO_SCORE;
    }
    buf_put_c(out, '\t');
    if (!any) {
        buf_put_c(out, '.');
        return;
    }
    for (size_t i = 0; i < f->candidate_count; i++) {
        if (i > 0) buf_put_c(out, ';');
        if (f->candidates[i].score == FINDING_NO_SCORE)
            buf_put_c(out, '.');
        else
            buf_printf(out, "%d", f->candidates[i].score);
    }
}

static void put_list(buf *out, const str *items, size_t count)
{
    buf_put_c(out, '\t');
    if (count == 0) buf_put_c(out, '.');
    for (size_t i = 0; i < count; i++) {
        if (i > 0) buf_put_c(out, ';');
        put_or_dot(out, items[i]);
    }
}

/* By candidate, in its order; where candidates have none of their own (HLA: several statements
 * about one typing), what is possible for the whole. */
static void put_outcome(buf *out, const finding *f, part which, const str *possible, size_t count)
{
    bool any = any_part(f, which);
    if (f->candidate_count > 0 && (any || count == 0))
        put_parts(out, f, which);
    else
        put_list(out, possible, count);
}

/* Each code once: a remark about ten positions is ten warnings of one code. */
static void put_warnings(buf *out, const finding *f)
{
    buf_put_c(out, '\t');
    if (f->warning_count == 0) buf_put_c(out, '.');
    for (size_t i = 0; i < f->warning_count; i++) {
        bool before = false;
        for (size_t j = 0; j < i && !before; j++) {
            before = str_eq(f->warnings[i].code, f->warnings[j].code);
        }
        if (before) continue;
        if (i > 0) buf_put_c(out, ';');
        put_or_dot(out, f->warnings[i].code);
    }
}

void call_tsv_tail(buf *out, const finding *f)
{
    buf_put_c(out, '\t');
    put_or_dot(out, f->gene);
    buf_put_c(out, '\t');
    buf_put_text(out, finding_status_name(f->status));
    put_parts(out, f, PART_DIPLOTYPE);
    put_scores(out, f);
    put_list(out, f->variants, f->variant_count);
    put_outcome(out, f, PART_PHENOTYPE, f->phenotypes, f->phenotype_count);
    put_outcome(out, f, PART_ACTIVITY, f->activity_scores, f->activity_score_count);
    put_outcome(out, f, PART_KEY, f->lookup_keys, f->lookup_key_count);
    buf_put_c(out, '\t');
    buf_put_u64(out, f->positions_untested);
    buf_put_c(out, '/');
    buf_put_u64(out, f->positions_all);
    put_warnings(out, f);
    buf_put_c(out, '\n');
}

void call_tsv_sample(buf *out, str sample)
{
    put_or_dot(out, sample);
}

void call_tsv_row(buf *out, str sample, const finding *f)
{
    call_tsv_sample(out, sample);
    call_tsv_tail(out, f);
}
