/*
 * The other FORMAT values of a text line. Knows GQ, DP, MIN_DP, PS and AD as text; looks for the
 * samples' columns once per record, when the first value is asked for.
 */
#include <string.h>

#include "base/memory.h"
#include "genome/gt_text.h"
#include "genome/vcf_text.h"

static status find_offsets(vcf_text *t, const source_context *c, err *e)
{
    size_t count = source_sample_count(c);
    if (t->offset_room < count) {
        uint32_t *offsets = base_realloc(t->offsets, count, sizeof *offsets);
        TRY_MEM(e, offsets);
        t->offsets = offsets;
        t->offset_room = count;
    }
    const char *p = t->columns, *end = t->line.p + t->line.n;
    uint32_t column = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t wanted = source_file_sample(c, (uint32_t)i);
        p = gt_text_skip(p, end, wanted - column);
        if (p == NULL) return source_fail(c, E_SYNTAX, "", e, "fewer columns than samples");
        column = wanted;
        t->offsets[i] = (uint32_t)(p - t->columns);
    }
    return OK;
}

static void find_places(vcf_text *t)
{
    static const char *const names[FIELD_COUNT] = {"GQ", "DP", "MIN_DP", "PS", "AD"};
    for (size_t k = 0; k < FIELD_COUNT; k++) t->place[k] = -1;
    str rest = t->format, key;
    for (int32_t i = 0; str_next(&rest, ':', &key); i++) {
        for (size_t k = 0; k < FIELD_COUNT; k++) {
            if (t->place[k] < 0 && str_eq(key, str_of(names[k]))) t->place[k] = i;
        }
    }
}

static status bad_field(const source_context *c, const char *field, uint32_t sample, str text,
                        err *e)
{
    str name = c->header.shown.samples[source_file_sample(c, sample)];
    return source_fail(c, E_SYNTAX, field, e, "sample '%.*s' has '%.*s', expected a number",
                       STR_ARG(name), (int)(text.n < 40 ? text.n : 40), text.p);
}

static bool is_missing(str text)
{
    return text.n == 0 || str_eq(text, STR("."));
}

/* A depth; false when it is not a whole number from 0 to 2^31 - 1. */
static bool take_depth(str text, bool *has, int32_t *value)
{
    int64_t number;
    if (is_missing(text)) return true;
    if (!str_to_i64(text, &number) || number < 0 || number > INT32_MAX) return false;
    *has = true;
    *value = (int32_t)number;
    return true;
}

static bool take_gq(str text, genome_fields *out)
{
    if (is_missing(text) || str_eq_ci(text, STR("nan"))) return true;
    out->has_gq = str_to_double(text, &out->gq);
    return out->has_gq;
}

static void take_ps(str text, genome_fields *out)
{
    if (is_missing(text)) return;
    out->has_ps = true;
    if (str_to_u32(text, &out->ps)) return;
    out->ps = (uint32_t)str_hash(text);
    if (out->ps == 0) out->ps = 1;
}

static bool take_ad(str text, genome_fields *out)
{
    str part;
    if (is_missing(text)) return true;
    while (str_next(&text, ',', &part) && out->ad_count <= SITE_ALLELES_MAX) {
        int32_t depth = -1;
        bool has = false;
        if (!take_depth(part, &has, &depth)) return false;
        out->ad[out->ad_count++] = depth;
    }
    return true;
}

/* AD by allele: declared Number=R, or not declared at all. */
static bool ad_counts(const source_context *c)
{
    return c->header.shown.ad_is_number_r || !c->header.shown.has_ad;
}

static status take_field(const vcf_text *t, const source_context *c, uint32_t sample, int32_t i,
                         str text, genome_fields *out, err *e)
{
    if (i == t->place[FIELD_GQ] && !take_gq(text, out))
        return bad_field(c, "GQ: ", sample, text, e);
    if (i == t->place[FIELD_DP] && !take_depth(text, &out->has_dp, &out->dp)) {
        return bad_field(c, "DP: ", sample, text, e);
    }
    if (i == t->place[FIELD_MIN_DP] && !take_depth(text, &out->has_min_dp, &out->min_dp)) {
        return bad_field(c, "MIN_DP: ", sample, text, e);
    }
    if (i == t->place[FIELD_PS]) take_ps(text, out);
    if (i == t->place[FIELD_AD] && ad_counts(c) && !take_ad(text, out)) {
        return bad_field(c, "AD: ", sample, text, e);
    }
    return OK;
}

status vcf_text_fields(vcf_text *t, const source_context *c, uint32_t sample, genome_fields *fields,
                       err *e)
{
    memset(fields, 0, sizeof *fields);
    if (sample >= source_sample_count(c) || t->columns == NULL) return OK;
    if (str_eq(t->format, STR("GT"))) return OK;
    if (!t->offsets_ready) {
        TRY(find_offsets(t, c, e));
        find_places(t);
        t->offsets_ready = true;
    }
    const char *from = t->columns + t->offsets[sample], *end = t->line.p + t->line.n;
    str rest = {from, (size_t)(end - from)}, text;
    rest.n = str_find(rest, '\t');
    for (int32_t i = 0; str_next(&rest, ':', &text); i++) {
        TRY(take_field(t, c, sample, i, text, fields, e));
    }
    return OK;
}
